import type { HousekeepingStore } from '@postroom/adapters/postgres';
import type { Chore } from './chore.ts';

/** Long enough to look back at last month's outage. */
const olderThanHours = 30 * 24;
const limit = 500;

/** Forgets operations on many notifications that have ended. */
export const forgetOperations = (store: Pick<HousekeepingStore, 'forgetOperations'>): Chore => ({
  name: 'forget_operations',
  limit,
  runOnce: () => store.forgetOperations({ olderThanHours, limit }),
});
