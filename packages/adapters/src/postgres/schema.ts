import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

/*
 * The truth. `notifications`, `attempts` and `timeline` are partitioned by the notification's id,
 * which is a UUIDv7 and so grows with time: retention drops partitions instead of deleting rows
 * (the migrations say so; drizzle has no word for it). For the same reason nothing references them
 * by a foreign key. States are text with a check, because an enum cannot lose a value.
 */

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
const createdAt = () => at('created_at').notNull().default(sql`now()`);

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
    // Workers that did not come back.
    index('notifications_by_lease').on(table.leaseUntil).where(sql`${table.status} = 'sending'`),
  ],
);

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

/** Only what nothing else tells: acceptance, attempts and the end stand in the other tables. */
export const timeline = pgTable(
  'timeline',
  {
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity(),
    notificationId: uuid('notification_id').notNull(),
    at: at('at').notNull().default(sql`now()`),
    event: text('event').notNull(),
    detail: text('detail').notNull(),
  },
  (table) => [primaryKey({ columns: [table.notificationId, table.id] })],
);

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

export const inbox = pgTable(
  'inbox',
  {
    source: text('source').notNull(),
    eventId: text('event_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.eventId] }),
    index('inbox_by_age').on(table.createdAt),
  ],
);

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    principal: text('principal').notNull(),
    route: text('route').notNull(),
    key: text('key').notNull(),
    bodyHash: text('body_hash').notNull(),
    answer: jsonb('answer').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.principal, table.route, table.key] }),
    index('idempotency_keys_by_age').on(table.createdAt),
  ],
);

export const preferences = pgTable(
  'preferences',
  {
    userId: text('user_id').primaryKey(),
    email: text('email').notNull(),
    emailKey: text('email_key').notNull().generatedAlwaysAs(sql`lower(email)`),
    choices: jsonb('choices').notNull(),
    version: integer('version').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [
    check('preferences_version', sql`${table.version} >= 1`),
    index('preferences_by_address').on(table.emailKey),
  ],
);

export const suppressions = pgTable(
  'suppressions',
  {
    /** In lower case. */
    address: text('address').primaryKey(),
    category: text('category').notNull(),
    reason: text('reason').notNull(),
    source: text('source').notNull(),
    at: at('at').notNull().default(sql`now()`),
  },
  (table) => [
    check('suppressions_address', sql`${table.address} = lower(${table.address})`),
    check('suppressions_category', sql`${table.category} in ('all', 'transactional', 'marketing')`),
  ],
);

export const apiKeys = pgTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    /** The source of what is handed in with it. */
    name: text('name').notNull(),
    secretSha256: bytes('secret_sha256').notNull(),
    scopes: text('scopes').array().notNull(),
    test: boolean('test').notNull(),
    createdAt: createdAt(),
    lastUsedAt: at('last_used_at'),
    revokedAt: at('revoked_at'),
  },
  (table) => [check('api_keys_digest', sql`length(${table.secretSha256}) = 32`)],
);

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
