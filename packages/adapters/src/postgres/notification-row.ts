import type { JsonObject, Notification, QueueName, Status, Tags } from '@postroom/domain';

/** A row of `notifications` as postgres.js returns it. */
export interface NotificationRow {
  readonly id: string;
  readonly type: string;
  readonly queue: QueueName;
  readonly status: Status;
  readonly source: string;
  readonly user_id: string | null;
  readonly recipient_email: string;
  readonly subject: string | null;
  readonly template: string;
  readonly html: string | null;
  readonly variables: JsonObject;
  readonly sensitive: readonly string[];
  readonly variables_erased: boolean;
  readonly locale: string | null;
  readonly tags: Tags;
  readonly reply_to: string | null;
  readonly correlation_id: string;
  readonly traceparent: string | null;
  readonly test: boolean;
  readonly redrive: number;
  readonly dispatch: number;
  readonly claim: number;
  readonly attempts: number;
  readonly maybe_sent: boolean;
  readonly maybe_sent_since: Date | null;
  readonly template_hash: string | null;
  readonly provider: string | null;
  readonly sent_subject: string | null;
  readonly delivery: string | null;
  readonly reason_code: string | null;
  readonly reason_detail: string | null;
  readonly error_code: string | null;
  readonly send_at: Date | null;
  readonly expires_at: Date;
  readonly next_attempt_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const notificationOf = (row: NotificationRow): Notification => ({
  id: row.id,
  type: row.type,
  queue: row.queue,
  status: row.status,
  source: row.source,
  userId: row.user_id,
  recipientEmail: row.recipient_email,
  subject: row.subject,
  template: row.template,
  html: row.html,
  variables: row.variables,
  sensitive: row.sensitive,
  variablesErased: row.variables_erased,
  locale: row.locale,
  tags: row.tags,
  replyTo: row.reply_to,
  correlationId: row.correlation_id,
  traceparent: row.traceparent,
  test: row.test,
  redrive: row.redrive,
  dispatch: row.dispatch,
  claim: row.claim,
  attempts: row.attempts,
  maybeSent: row.maybe_sent,
  maybeSentSince: row.maybe_sent_since,
  templateHash: row.template_hash,
  provider: row.provider,
  reason:
    row.reason_code === null ? null : { code: row.reason_code, detail: row.reason_detail ?? '' },
  errorCode: row.error_code,
  sendAt: row.send_at,
  expiresAt: row.expires_at,
  nextAttemptAt: row.next_attempt_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
