import { doublePrecision, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

/** How full each lane was when somebody last counted: one process counts for all. */
export const laneFigures = pgTable('lane_figures', {
  queue: text('queue').primaryKey(),
  depth: integer('depth').notNull(),
  ageSeconds: doublePrecision('age_seconds').notNull(),
  countedAt: at('counted_at').notNull(),
});
