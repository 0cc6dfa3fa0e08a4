import type { HousekeepingStore } from '@postroom/adapters/postgres';
import type { Chore } from './chore.ts';

/** An operator has a day to send again; after that a stolen dump must not open anybody's account. */
const olderThanHours = 24;
const limit = 500;

/** Erases the sensitive variables of what ended without success. */
export const eraseSecrets = (store: Pick<HousekeepingStore, 'eraseSecrets'>): Chore => ({
  name: 'erase_secrets',
  limit,
  runOnce: () => store.eraseSecrets({ olderThanHours, limit }),
});
