import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
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
  (table) => [
    primaryKey({ columns: [table.notificationId, table.id] }),
    // What operators are alerted to: a handful among millions.
    index('timeline_template_changes').on(table.at).where(sql`${table.event} = 'template changed'`),
  ],
);
