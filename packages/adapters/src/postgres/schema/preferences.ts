import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

export const preferences = pgTable(
  'preferences',
  {
    userId: text('user_id').primaryKey(),
    email: text('email').notNull(),
    emailKey: text('email_key').notNull().generatedAlwaysAs(sql`lower(email)`),
    choices: jsonb('choices').notNull(),
    version: integer('version').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [
    check('preferences_version', sql`${table.version} >= 1`),
    index('preferences_by_address').on(table.emailKey),
  ],
);
