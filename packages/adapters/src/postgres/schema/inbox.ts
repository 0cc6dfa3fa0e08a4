import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { createdAt } from './times.ts';

export const inbox = pgTable(
  'inbox',
  {
    source: text('source').notNull(),
    eventId: text('event_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.eventId] }),
    index('inbox_by_age').on(table.createdAt),
    // Ids that are only a hash of the message are remembered for a shorter time.
    index('inbox_hashes_by_age').on(table.createdAt).where(sql`${table.eventId} like 'sha256:%'`),
  ],
);
