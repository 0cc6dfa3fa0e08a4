import type { HousekeepingStore, Partitions } from '@postroom/adapters/postgres';
import type { Chore } from './chore.ts';

/** So long may every relay be away before notifications go to the default partition, which costs no more than tidiness. */
const aheadWeeks = 4;
const stragglers = 500;

/** Makes the tables of the coming weeks. */
export const makePartitions = (partitions: Pick<Partitions, 'make'>): Chore => ({
  name: 'make_partitions',
  limit: Number.POSITIVE_INFINITY,
  runOnce: () => partitions.make({ weeks: aheadWeeks }),
});

/** Drops weeks that are older than history is kept, one at a time: each locks the tables for a moment. */
export const dropHistory = (
  partitions: Pick<Partitions, 'dropOldest'>,
  historyDays: number,
): Chore => ({
  name: 'drop_history',
  limit: 1,
  runOnce: async () => ((await partitions.dropOldest({ days: historyDays })) === undefined ? 0 : 1),
});

/** Forgets what was kept over the end of its week because it had not ended. */
export const forgetStragglers = (
  store: Pick<HousekeepingStore, 'forgetStragglers'>,
  historyDays: number,
): Chore => ({
  name: 'forget_stragglers',
  limit: stragglers,
  runOnce: () => store.forgetStragglers({ olderThanHours: historyDays * 24, limit: stragglers }),
});
