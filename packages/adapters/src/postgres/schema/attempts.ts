import { sql } from 'drizzle-orm';
import { bigint, check, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at } from './times.ts';

export const attempts = pgTable(
  'attempts',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity(),
    notificationId: uuid('notification_id').notNull(),
    redrive: integer('redrive').notNull(),
    provider: text('provider').notNull(),
    startedAt: at('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    outcome: text('outcome').notNull(),
    code: text('code'),
    detail: text('detail'),
    providerId: text('provider_id'),
    templateHash: text('template_hash'),
  },
  (table) => [
    primaryKey({ columns: [table.notificationId, table.id] }),
    check('attempts_outcome', sql`${table.outcome} in ('accepted', 'rejected', 'ambiguous')`),
  ],
);
