import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

/**
 * Unlogged, as `token_buckets`: a crash of the server begins every hour anew, and accepting costs
 * no log for it.
 */
export const recipientCounts = pgTable(
  'recipient_counts',
  {
    /** In lower case. */
    address: text('address').notNull(),
    type: text('type').notNull(),
    /** When the hour began: with its first notification. */
    startedAt: at('started_at').notNull(),
    accepted: integer('accepted').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.address, table.type] }),
    index('recipient_counts_by_age').on(table.startedAt),
  ],
);
