import { sql } from 'drizzle-orm';
import { boolean, check, pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

export const laneControls = pgTable(
  'lane_controls',
  {
    queue: text('queue').primaryKey(),
    paused: boolean('paused').notNull(),
    changedBy: text('changed_by').notNull(),
    changedAt: at('changed_at').notNull().default(sql`now()`),
  },
  (table) => [
    check('lane_controls_queue', sql`${table.queue} in ('critical', 'standard', 'bulk')`),
  ],
);
