import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt } from './times.ts';

export const outbox = pgTable(
  'outbox',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    destination: text('destination').notNull(),
    notificationId: uuid('notification_id'),
    dispatch: integer('dispatch'),
    event: jsonb('event'),
    availableAt: at('available_at').notNull(),
    tries: integer('tries').notNull().default(0),
    lastError: text('last_error'),
    quarantinedAt: at('quarantined_at'),
    createdAt: createdAt(),
  },
  (table) => [
    check(
      'outbox_destination',
      sql`${table.destination} in ('critical', 'standard', 'bulk', 'exchange')`,
    ),
    check(
      'outbox_payload',
      sql`case ${table.destination} when 'exchange' then ${table.event} is not null else ${table.notificationId} is not null and ${table.dispatch} is not null end`,
    ),
    index('outbox_due')
      .on(table.destination, table.availableAt, table.id)
      .where(sql`${table.quarantinedAt} is null`),
    // The reconciler asks whether a notification is still on its way to the queue.
    index('outbox_jobs').on(table.notificationId).where(sql`${table.dispatch} is not null`),
    index('outbox_quarantined')
      .on(table.quarantinedAt)
      .where(sql`${table.quarantinedAt} is not null`),
  ],
);
