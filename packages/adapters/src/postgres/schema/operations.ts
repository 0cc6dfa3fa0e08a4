import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt } from './times.ts';

/** What operators asked for many notifications at once, and how far it has come. */
export const operations = pgTable(
  'operations',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    filter: jsonb('filter').notNull(),
    requestedBy: text('requested_by').notNull(),
    /** How many there were when it was asked for. */
    count: integer('count').notNull(),
    /** The last of them; later ones are none of its business. */
    lastId: uuid('last_id'),
    /** The last that was looked at. */
    cursor: uuid('cursor'),
    done: integer('done').notNull().default(0),
    /** Reason to number. */
    skipped: jsonb('skipped').notNull().default({}),
    createdAt: createdAt(),
    updatedAt: at('updated_at').notNull().default(sql`now()`),
    endedAt: at('ended_at'),
  },
  (table) => [
    check('operations_kind', sql`${table.kind} in ('redrive', 'cancel')`),
    index('operations_open').on(table.updatedAt).where(sql`${table.endedAt} is null`),
    index('operations_by_end').on(table.endedAt).where(sql`${table.endedAt} is not null`),
  ],
);
