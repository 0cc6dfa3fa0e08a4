import { sql } from 'drizzle-orm';
import { check, pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

export const suppressions = pgTable(
  'suppressions',
  {
    /** In lower case. */
    address: text('address').primaryKey(),
    category: text('category').notNull(),
    reason: text('reason').notNull(),
    source: text('source').notNull(),
    at: at('at').notNull().default(sql`now()`),
  },
  (table) => [
    check('suppressions_address', sql`${table.address} = lower(${table.address})`),
    check('suppressions_category', sql`${table.category} in ('all', 'transactional', 'marketing')`),
  ],
);
