import { sql } from 'drizzle-orm';
import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

/** Only what nothing else tells: acceptance, attempts and the end stand in the other tables. */
export const timeline = pgTable(
  'timeline',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity(),
    notificationId: uuid('notification_id').notNull(),
    at: at('at').notNull().default(sql`now()`),
    event: text('event').notNull(),
    detail: text('detail').notNull(),
  },
  (table) => [primaryKey({ columns: [table.notificationId, table.id] })],
);
