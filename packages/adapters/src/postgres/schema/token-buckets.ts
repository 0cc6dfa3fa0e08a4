import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

/**
 * Unlogged (the migration says so; drizzle has no word for it): a crash of the server empties it,
 * and an empty table means full buckets.
 */
export const tokenBuckets = pgTable('token_buckets', {
  name: text('name').primaryKey(),
  /** When it will be full if nobody takes any more; the whole state of a bucket. */
  fullAt: at('full_at', 6).notNull(),
  /** What the last question was granted, so that one statement can tell. */
  granted: integer('granted').notNull(),
});
