import { sql } from 'drizzle-orm';
import { check, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

/** Who is at work, by their own word every few seconds. */
export const processes = pgTable(
  'processes',
  {
    /** Drawn at each start. */
    id: text('id').primaryKey(),
    role: text('role').notNull(),
    lanes: text('lanes').array().notNull(),
    startedAt: at('started_at').notNull().default(sql`now()`),
    beatAt: at('beat_at').notNull().default(sql`now()`),
    /** Set by a stop in good order; what ends without one only falls silent. */
    endedAt: at('ended_at'),
    sight: jsonb('sight').notNull(),
  },
  (table) => [
    check(
      'processes_role',
      sql`${table.role} in ('api', 'relay', 'bridge', 'worker', 'dashboard')`,
    ),
  ],
);
