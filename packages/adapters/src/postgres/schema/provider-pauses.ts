import { pgTable, text } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

/** Until when the fleet leaves a provider alone, because it said so. */
export const providerPauses = pgTable('provider_pauses', {
  provider: text('provider').primaryKey(),
  until: at('until').notNull(),
});
