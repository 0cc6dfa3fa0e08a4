import { sql } from 'drizzle-orm';
import { timestamp } from 'drizzle-orm/pg-core';

/** Milliseconds are what people read; `precision` 6 is for what is reckoned with. */
export const at = (name: string, precision: 3 | 6 = 3) =>
  timestamp(name, { withTimezone: true, precision });
export const createdAt = () => at('created_at').notNull().default(sql`now()`);
