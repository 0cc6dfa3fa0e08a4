import { createHousekeepingStore, createPartitions, type Sql } from '@postroom/adapters/postgres';
import type { Chore } from './chore.ts';
import { eraseSecrets } from './erase-secrets.ts';
import { forgetIdempotencyKeys } from './forget-idempotency-keys.ts';
import { forgetInbox, forgetInboxHashes } from './forget-inbox.ts';
import { forgetRecipientCounts, forgetTokenBuckets } from './forget-limits.ts';
import { forgetOperations } from './forget-operations.ts';
import { dropHistory, forgetStragglers, makePartitions } from './partitions.ts';

export interface Retention {
  /** How long ended notifications are kept, counted from their acceptance. */
  readonly historyDays: number;
}

/** All that the house is kept by: a new chore is a file beside these and a line here. */
export const choresOn = (sql: Sql, { historyDays }: Retention): readonly Chore[] => {
  const store = createHousekeepingStore(sql);
  const partitions = createPartitions(sql);
  return [
    makePartitions(partitions),
    dropHistory(partitions, historyDays),
    forgetStragglers(store, historyDays),
    eraseSecrets(store),
    forgetIdempotencyKeys(store),
    forgetInbox(store),
    forgetInboxHashes(store),
    forgetOperations(store),
    forgetRecipientCounts(sql),
    forgetTokenBuckets(sql),
  ];
};
