/*
 * The truth. `notifications`, `attempts` and `timeline` are partitioned by the notification's id,
 * which is a UUIDv7 and so grows with time: retention drops partitions instead of deleting rows
 * (the migrations say so; drizzle has no word for it). For the same reason nothing references them
 * by a foreign key. States are text with a check, because an enum cannot lose a value.
 */

export { apiKeys } from './api-keys.ts';
export { attempts } from './attempts.ts';
export { idempotencyKeys } from './idempotency-keys.ts';
export { inbox } from './inbox.ts';
export { laneControls } from './lane-controls.ts';
export { laneFigures } from './lane-figures.ts';
export { notifications } from './notifications.ts';
export { operations } from './operations.ts';
export { outbox } from './outbox.ts';
export { preferences } from './preferences.ts';
export { processes } from './processes.ts';
export { providerPauses } from './provider-pauses.ts';
export { recipientCounts } from './recipient-counts.ts';
export { suppressions } from './suppressions.ts';
export { timeline } from './timeline.ts';
export { tokenBuckets } from './token-buckets.ts';
