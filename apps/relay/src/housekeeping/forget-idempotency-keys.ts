import type { HousekeepingStore } from '@postroom/adapters/postgres';
import type { Chore } from './chore.ts';

/** What callers are promised. */
const olderThanHours = 48;
/** Every accepted request may leave one, so this must keep up with the fastest callers. */
const limit = 5_000;

/** After that a key is as if it had never been used. */
export const forgetIdempotencyKeys = (
  store: Pick<HousekeepingStore, 'forgetIdempotencyKeys'>,
): Chore => ({
  name: 'forget_idempotency_keys',
  limit,
  runOnce: () => store.forgetIdempotencyKeys({ olderThanHours, limit }),
});
