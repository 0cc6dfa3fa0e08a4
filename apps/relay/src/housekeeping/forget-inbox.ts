import type { HousekeepingStore } from '@postroom/adapters/postgres';
import type { Chore } from './chore.ts';

/** Longer than any broker redelivers, shorter than it matters to disks. */
const olderThanHours = 7 * 24;
/** A message without an id of its own may be sent again on purpose, so it is known for a day only. */
const hashesOlderThanHours = 24;
const limit = 5_000;

/** After that a message that comes again is a new one. */
export const forgetInbox = (store: Pick<HousekeepingStore, 'forgetInbox'>): Chore => ({
  name: 'forget_inbox',
  limit,
  runOnce: () => store.forgetInbox({ olderThanHours, limit }),
});

export const forgetInboxHashes = (store: Pick<HousekeepingStore, 'forgetInboxHashes'>): Chore => ({
  name: 'forget_inbox_hashes',
  limit,
  runOnce: () => store.forgetInboxHashes({ olderThanHours: hashesOlderThanHours, limit }),
});
