import type { NotificationDetail, RecordedAttempt } from '@postroom/application';
import { historyItemView, type ViewContext } from './history-item.ts';

/** All there is to know about one notification. */
export const detailView = (detail: NotificationDetail, context: ViewContext) => {
  const { notification: n } = detail;
  return {
    ...historyItemView(detail, context),
    userid: n.userId,
    source: n.source,
    test: n.test,
    tags: n.tags,
    correlation_id: n.correlationId,
    traceparent: n.traceparent,
    delivery: detail.delivery,
    maybe_sent: n.maybeSent,
    reason: n.reason,
    send_at: n.sendAt?.toISOString() ?? null,
    expires_at: n.expiresAt.toISOString(),
    next_attempt_at: n.nextAttemptAt?.toISOString() ?? null,
    attempts: detail.attempts.map(attemptView),
    timeline: detail.timeline.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
  };
};

const attemptView = (attempt: RecordedAttempt) => ({
  number: attempt.number,
  provider: attempt.provider,
  started_at: attempt.startedAt.toISOString(),
  duration_ms: attempt.durationMs,
  outcome: attempt.outcome,
  code: attempt.code,
  detail: attempt.detail,
  provider_id: attempt.providerId,
});
