import type { NotificationRepository } from '@postroom/application';
import { mayMove } from '@postroom/domain';
import type { Executor } from './client.ts';
import { jsons, texts } from './columns.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';
import { countOf, nextOf } from './selection.ts';

export const notificationRepository = (sql: Executor): NotificationRepository => ({
  async add(drafts) {
    await sql`
      insert into notifications (
        id, type, queue, status, source, user_id, recipient_email, subject, template, html,
        variables, sensitive, locale, tags, reply_to, correlation_id, traceparent, test,
        send_at, expires_at
      )
      select
        t.id::uuid, t.type, t.queue, t.status, t.source, t.user_id, t.recipient_email, t.subject,
        t.template, t.html, t.variables::jsonb, t.sensitive::text[], t.locale, t.tags::jsonb,
        t.reply_to, t.correlation_id, t.traceparent, t.test::boolean, t.send_at::timestamptz,
        coalesce(
          t.expires_at::timestamptz,
          coalesce(t.send_at::timestamptz, now()) + t.ttl::int * interval '1 second'
        )
      from unnest(
        ${texts(drafts, (d) => d.id)}::text[],
        ${texts(drafts, (d) => d.type)}::text[],
        ${texts(drafts, (d) => d.queue)}::text[],
        ${texts(drafts, (d) => d.status)}::text[],
        ${texts(drafts, (d) => d.source)}::text[],
        ${texts(drafts, (d) => d.userId)}::text[],
        ${texts(drafts, (d) => d.recipientEmail)}::text[],
        ${texts(drafts, (d) => d.subject)}::text[],
        ${texts(drafts, (d) => d.template)}::text[],
        ${texts(drafts, (d) => d.html)}::text[],
        ${jsons(drafts, (d) => d.variables)}::text[],
        ${texts(drafts, (d) => `{${d.sensitive.map((name) => JSON.stringify(name)).join(',')}}`)}::text[],
        ${texts(drafts, (d) => d.locale)}::text[],
        ${jsons(drafts, (d) => d.tags)}::text[],
        ${texts(drafts, (d) => d.replyTo)}::text[],
        ${texts(drafts, (d) => d.correlationId)}::text[],
        ${texts(drafts, (d) => d.traceparent)}::text[],
        ${texts(drafts, (d) => d.test)}::text[],
        ${texts(drafts, (d) => d.sendAt)}::text[],
        ${texts(drafts, (d) => d.expiresAt)}::text[],
        ${texts(drafts, (d) => d.ttlSeconds)}::text[]
      ) as t (
        id, type, queue, status, source, user_id, recipient_email, subject, template, html,
        variables, sensitive, locale, tags, reply_to, correlation_id, traceparent, test,
        send_at, expires_at, ttl
      )`;
  },

  async suppress(ended) {
    await sql`
      update notifications n set
        status = 'suppressed',
        reason_code = t.code,
        reason_detail = t.detail,
        variables = n.variables - n.sensitive,
        variables_erased = n.variables ?| n.sensitive,
        updated_at = now()
      from unnest(
        ${texts(ended, ({ id }) => id)}::text[],
        ${texts(ended, ({ reason }) => reason.code)}::text[],
        ${texts(ended, ({ reason }) => reason.detail)}::text[]
      ) as t (id, code, detail)
      where n.id = t.id::uuid`;
  },

  async get(id) {
    const [row] = await sql<NotificationRow[]>`
      select * from notifications where id = ${id} for update`;
    return row && notificationOf(row);
  },

  count: (selection) => countOf(sql, selection),

  next: (operation, limit) => nextOf(sql, operation, limit),

  async update(changes) {
    for (const { before, next } of changes) {
      if (next.status === before.status) continue;
      if (mayMove(before.status, next.status, before.maybeSent)) continue;
      throw new Error(`notification ${next.id} cannot go from ${before.status} to ${next.status}`);
    }
    await sql`
      update notifications n set
        status = t.status,
        redrive = t.redrive::int,
        dispatch = t.dispatch::int,
        attempts = t.attempts::int,
        maybe_sent = t.maybe_sent::boolean,
        maybe_sent_since = t.maybe_sent_since::timestamptz,
        provider = t.provider,
        reason_code = t.reason_code,
        reason_detail = t.reason_detail,
        error_code = t.error_code,
        next_attempt_at = t.next_attempt_at::timestamptz,
        expires_at = t.expires_at::timestamptz,
        lease_until = null,
        worker = null,
        variables = case when t.status in ('cancelled', 'sent') then n.variables - n.sensitive else n.variables end,
        variables_erased = n.variables_erased or (t.status in ('cancelled', 'sent') and n.variables ?| n.sensitive),
        updated_at = now()
      from unnest(
        ${texts(changes, ({ next }) => next.id)}::text[],
        ${texts(changes, ({ next }) => next.status)}::text[],
        ${texts(changes, ({ next }) => next.redrive)}::text[],
        ${texts(changes, ({ next }) => next.dispatch)}::text[],
        ${texts(changes, ({ next }) => next.attempts)}::text[],
        ${texts(changes, ({ next }) => next.maybeSent)}::text[],
        ${texts(changes, ({ next }) => next.maybeSentSince)}::text[],
        ${texts(changes, ({ next }) => next.provider)}::text[],
        ${texts(changes, ({ next }) => next.reason?.code ?? null)}::text[],
        ${texts(changes, ({ next }) => next.reason?.detail ?? null)}::text[],
        ${texts(changes, ({ next }) => next.errorCode)}::text[],
        ${texts(changes, ({ next }) => next.nextAttemptAt)}::text[],
        ${texts(changes, ({ next }) => next.expiresAt)}::text[]
      ) as t (id, status, redrive, dispatch, attempts, maybe_sent, maybe_sent_since, provider,
        reason_code, reason_detail, error_code, next_attempt_at, expires_at)
      where n.id = t.id::uuid`;
  },

  async note(lines) {
    await sql`
      insert into timeline (notification_id, event, detail)
      select t.id::uuid, t.event, t.detail
      from unnest(
        ${texts(lines, (line) => line.id)}::text[],
        ${texts(lines, (line) => line.event)}::text[],
        ${texts(lines, (line) => line.detail)}::text[]
      ) as t (id, event, detail)`;
  },
});
