import { createHousekeepingStore, type Sql } from '@postroom/adapters/postgres';
import type { Chore } from './chore.ts';
import { eraseSecrets } from './erase-secrets.ts';
import { forgetIdempotencyKeys } from './forget-idempotency-keys.ts';
import { forgetInbox, forgetInboxHashes } from './forget-inbox.ts';
import { forgetOperations } from './forget-operations.ts';

/** All that the house is kept by: a new chore is a file beside these and a line here. */
export const choresOn = (sql: Sql): readonly Chore[] => {
  const store = createHousekeepingStore(sql);
  return [
    eraseSecrets(store),
    forgetIdempotencyKeys(store),
    forgetInbox(store),
    forgetInboxHashes(store),
    forgetOperations(store),
  ];
};
