import type { ReconcileStore } from '@postroom/application';
import type { MemoryWorld } from '@postroom/application/testing';

/** The reconciler's statements over a state in memory, each at once as in the database. */
export const memoryReconcileStore = ({
  state,
  now,
}: Pick<MemoryWorld, 'state' | 'now'>): ReconcileStore => ({
  async scanWaiting({ queue, dueForMs, examine, afterId }) {
    const examined = [...state().notifications.values()]
      .filter((n) => ['scheduled', 'queued', 'retry_wait', 'sending'].includes(n.status))
      .filter((n) => n.queue === queue && n.id > (afterId ?? ''))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, examine);
    const onTheirWay = new Set(
      state().outbox.map((row) => (row.destination === 'exchange' ? '' : row.notificationId)),
    );
    const overdue = now().getTime() - dueForMs;
    return {
      waiting: examined
        .filter(({ status }) => status === 'queued' || status === 'retry_wait')
        .filter((n) => (n.nextAttemptAt ?? n.updatedAt).getTime() <= overdue)
        .filter(({ id }) => !onTheirWay.has(id))
        .map(({ id, dispatch }) => ({ id, dispatch, queue })),
      nextAfterId: examined.length < examine ? null : (examined.at(-1)?.id ?? null),
    };
  },

  async redispatch(jobs) {
    let count = 0;
    for (const { id, dispatch } of jobs) {
      const n = state().notifications.get(id);
      if (!n || n.dispatch !== dispatch) continue;
      if (n.status !== 'queued' && n.status !== 'retry_wait') continue;
      count += 1;
      const next = { ...n, dispatch: n.dispatch + 1, updatedAt: now() };
      state().notifications.set(id, next);
      state().outbox.push({
        destination: n.queue,
        notificationId: id,
        dispatch: next.dispatch,
        availableAt: n.nextAttemptAt,
      });
    }
    return count;
  },

  async takeExpired({ limit, leaseMs }) {
    const lapsed = [...state().notifications.values()]
      .filter((n) => n.status === 'sending' && n.leaseUntil !== null && n.leaseUntil < now())
      .slice(0, limit);
    return lapsed.map((n) => {
      const leaseUntil = new Date(now().getTime() + leaseMs);
      const maybeSentSince = n.maybeSentSince ?? n.leaseUntil;
      const taken = { ...n, claim: n.claim + 1, leaseUntil, maybeSentSince, updatedAt: now() };
      state().notifications.set(n.id, taken);
      return taken;
    });
  },
});
