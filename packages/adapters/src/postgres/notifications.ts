import type { NotificationRepository } from '@postroom/application';
import { mayMove } from '@postroom/domain';
import type { Executor } from './client.ts';
import { jsons, texts } from './columns.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';

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

  async update(next, before) {
    const isMove = next.status !== before.status;
    if (isMove && !mayMove(before.status, next.status, before.maybeSent)) {
      throw new Error(`notification ${next.id} cannot go from ${before.status} to ${next.status}`);
    }
    const isErased = next.status === 'cancelled' || next.status === 'sent';
    await sql`
      update notifications set
        status = ${next.status},
        redrive = ${next.redrive},
        dispatch = ${next.dispatch},
        attempts = ${next.attempts},
        maybe_sent = ${next.maybeSent},
        maybe_sent_since = ${next.maybeSentSince},
        provider = ${next.provider},
        reason_code = ${next.reason?.code ?? null},
        reason_detail = ${next.reason?.detail ?? null},
        error_code = ${next.errorCode},
        next_attempt_at = ${next.nextAttemptAt},
        expires_at = ${next.expiresAt},
        lease_until = null,
        worker = null,
        variables = case when ${isErased} then variables - sensitive else variables end,
        variables_erased = variables_erased or (${isErased} and variables ?| sensitive),
        updated_at = now()
      where id = ${next.id}`;
  },

  async note(id, event, detail) {
    await sql`
      insert into timeline (notification_id, event, detail) values (${id}, ${event}, ${detail})`;
  },
});
