import type { DueJob, Operation, RowVerdict } from '@postroom/application';
import type { OutgoingEvent } from '@postroom/domain';
import { type Log, type Metrics, threadOf } from '@postroom/runtime';
import type { Settled } from './reconcile/expired-claims.ts';

/** Counts and logs what the relay does; never an address or a body. */
export interface Observer {
  jobQuarantined(job: DueJob, reason: string): void;
  published(events: readonly OutgoingEvent[], verdicts: readonly RowVerdict[]): void;
  reconciled(reason: string, count: number): void;
  settled(settled: Settled): void;
  kept(chore: string, rows: number): void;
  operationEnded(operation: Operation): void;
}

export const createObserver = (metrics: Metrics, log: Log): Observer => ({
  jobQuarantined({ rowId, id }, reason) {
    log.error(
      { event: 'outbox.quarantined', row: rowId, notification_id: id, reason },
      'a row of the outbox can never become a job and was set aside',
    );
  },

  published(events, verdicts) {
    const counts = { confirmed: 0, refused: 0, unroutable: 0, not_published: 0, quarantined: 0 };
    for (const [index, verdict] of verdicts.entries()) {
      counts[verdict.verdict] += 1;
      const type = events[index]?.eventType ?? 'other';
      if (verdict.verdict === 'confirmed') metrics.eventsPublished.inc({ type });
      if (verdict.verdict === 'unroutable') metrics.eventsUnroutable.inc({ type });
      if (verdict.verdict === 'quarantined') {
        log.error(
          { event: 'outbox.quarantined', row: verdict.rowId, type, reason: verdict.reason },
          'an event can never be published and was set aside',
        );
      }
    }
    const isWell = counts.confirmed === verdicts.length;
    log[isWell ? 'debug' : 'warn'](
      { event: 'events.published', ...counts },
      isWell ? 'events were published' : 'not every event was published',
    );
  },

  reconciled(reason, count) {
    if (count === 0) return;
    metrics.reconciled.inc({ reason }, count);
    log.warn({ event: 'reconciled', reason, count }, 'notifications were set going again');
  },

  settled({ notification, settlement }) {
    metrics.reconciled.inc({ reason: 'worker_lost' });
    metrics.notifications.inc({ type: notification.type, status: settlement.to });
    log.warn(
      {
        event: 'reconciled',
        reason: 'worker_lost',
        notification_id: notification.id,
        status: settlement.to,
        ...threadOf(notification),
      },
      'a worker fell silent during a hand-off',
    );
  },

  operationEnded({ id, kind, requestedBy, count, done, skipped }) {
    log.info(
      { event: 'operation.ended', operation_id: id, kind, by: requestedBy, count, done, skipped },
      'an operation on many has ended',
    );
  },

  kept(chore, rows) {
    log.info({ event: 'housekeeping', chore, rows }, 'housekeeping found something to do');
  },
});
