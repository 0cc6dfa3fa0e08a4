import type { DeliveryObserver } from '@postroom/application';
import { type Log, type Metrics, threadOf } from '@postroom/runtime';

/** Counts and logs what becomes of notifications; never an address or a body. */
export const observeDelivery = (metrics: Metrics, log: Log): DeliveryObserver => ({
  attempted(n, attempt) {
    const { provider, outcome } = attempt;
    metrics.attempts.inc({ provider, outcome });
    metrics.attemptSeconds.observe({ provider }, attempt.durationMs / 1000);
    if (n.attempts === 0 && n.redrive === 0) {
      const since = n.sendAt ?? n.createdAt;
      const waitedMs = Math.max(0, attempt.startedAt.getTime() - since.getTime());
      metrics.acceptToHandoff.observe({ queue: n.queue }, waitedMs / 1000);
    }
    if (outcome === 'accepted') {
      metrics.providerLastAccepted.set({ provider }, Math.floor(Date.now() / 1000));
    }
    log[outcome === 'accepted' ? 'debug' : 'warn'](
      {
        event: `attempt.${outcome}`,
        provider,
        code: attempt.code,
        reason: attempt.detail,
        notification_id: n.id,
        ...threadOf(n),
      },
      `${provider}: ${outcome}`,
    );
  },

  settled(n, settlement) {
    metrics.notifications.inc({ type: n.type, status: settlement.to });
    log[settlement.to === 'failed' || settlement.to === 'unknown' ? 'warn' : 'info'](
      {
        event: `notification.${settlement.to}`,
        type: n.type,
        attempts: settlement.attempts,
        code: settlement.reason?.code,
        retry_in_ms: settlement.retryInMs ?? undefined,
        notification_id: n.id,
        ...threadOf(n),
      },
      `${n.type} ${n.id}: ${settlement.to}`,
    );
  },

  postponed(n, reason) {
    log.debug(
      {
        event: 'notification.postponed',
        type: n.type,
        code: reason.code,
        reason: reason.detail,
        notification_id: n.id,
        ...threadOf(n),
      },
      `${n.type} ${n.id} waits for a provider`,
    );
  },

  fenced(n, settlement) {
    log.warn(
      {
        event: 'notification.fenced',
        type: n.type,
        outcome: settlement.to,
        notification_id: n.id,
        ...threadOf(n),
      },
      `${n.type} ${n.id}: somebody else took over, ${settlement.to} was not written`,
    );
  },
});
