import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt } from './times.ts';

export const notifications = pgTable(
  'notifications',
  {
    id: uuid('id').primaryKey(),
    type: text('type').notNull(),
    queue: text('queue').notNull(),
    status: text('status').notNull(),
    source: text('source').notNull(),
    userId: text('user_id'),
    recipientEmail: text('recipient_email').notNull(),
    subject: text('subject'),
    template: text('template').notNull(),
    html: text('html'),
    variables: jsonb('variables').notNull(),
    sensitive: text('sensitive').array().notNull(),
    variablesErased: boolean('variables_erased').notNull().default(false),
    locale: text('locale'),
    tags: jsonb('tags').notNull(),
    replyTo: text('reply_to'),
    correlationId: text('correlation_id').notNull(),
    traceparent: text('traceparent'),
    test: boolean('test').notNull(),
    redrive: integer('redrive').notNull().default(0),
    dispatch: integer('dispatch').notNull().default(1),
    claim: integer('claim').notNull().default(0),
    attempts: integer('attempts').notNull().default(0),
    maybeSent: boolean('maybe_sent').notNull().default(false),
    maybeSentSince: at('maybe_sent_since'),
    provider: text('provider'),
    providerId: text('provider_id'),
    templateHash: text('template_hash'),
    sentSubject: text('sent_subject'),
    worker: text('worker'),
    leaseUntil: at('lease_until'),
    nextAttemptAt: at('next_attempt_at'),
    sendAt: at('send_at'),
    expiresAt: at('expires_at').notNull(),
    reasonCode: text('reason_code'),
    reasonDetail: text('reason_detail'),
    errorCode: text('error_code'),
    delivery: text('delivery'),
    createdAt: createdAt(),
    updatedAt: at('updated_at').notNull().default(sql`now()`),
  },
  (table) => [
    check(
      'notifications_status',
      sql`${table.status} in ('scheduled', 'queued', 'sending', 'retry_wait', 'sent', 'failed', 'unknown', 'cancelled', 'suppressed', 'expired')`,
    ),
    check('notifications_queue', sql`${table.queue} in ('critical', 'standard', 'bulk')`),
    check(
      'notifications_counters',
      sql`${table.redrive} >= 0 and ${table.dispatch} >= 1 and ${table.claim} >= 0 and ${table.attempts} >= 0`,
    ),
    check(
      'notifications_sending_has_lease',
      sql`(${table.status} = 'sending') = (${table.leaseUntil} is not null)`,
    ),
    check(
      'notifications_delivery',
      sql`${table.delivery} in ('delivered', 'bounced', 'complained')`,
    ),
    // History of a user, newest first.
    index('notifications_by_user')
      .on(table.userId, table.id)
      .where(sql`${table.userId} is not null`),
    // Lists for people, newest first.
    index('notifications_by_source').on(table.source, table.id),
    index('notifications_by_recipient').on(sql`lower(${table.recipientEmail})`, table.id),
    index('notifications_without_success')
      .on(table.status, table.id)
      .where(sql`${table.status} in ('failed', 'unknown', 'expired', 'suppressed', 'cancelled')`),
    // The reconciler's rotating scan, and the age of the oldest that has not ended.
    index('notifications_unfinished')
      .on(table.queue, table.id)
      .where(sql`${table.status} in ('scheduled', 'queued', 'retry_wait', 'sending')`),
    // Secrets to erase some time after the end.
    index('notifications_with_secrets')
      .on(table.updatedAt)
      .where(
        sql`${table.status} in ('failed', 'expired', 'unknown') and ${table.variables} ?| ${table.sensitive}`,
      ),
    // Workers that did not come back.
    index('notifications_by_lease').on(table.leaseUntil).where(sql`${table.status} = 'sending'`),
  ],
);
