import type { ReconcileStore, Waiting } from '@postroom/application';
import type { Sql } from './client.ts';
import { texts } from './columns.ts';
import { guarded } from './errors.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';
import { createWaker } from './wake.ts';

/** The reconciler's side of the store. Every write compares and sets, so that several may run at once. */
export const createReconcileStore = (sql: Sql): ReconcileStore => {
  const waker = createWaker(sql);
  return {
    scanWaiting: ({ queue, dueForMs, examine, afterId }) =>
      guarded(async () => {
        // The states are those of the index `notifications_unfinished`, so it is read in its order.
        const rows = await sql<{ id: string; dispatch: number; is_waiting: boolean }[]>`
          with examined as materialized (
            select id, dispatch, status, next_attempt_at, updated_at from notifications
            where status in ('scheduled', 'queued', 'retry_wait', 'sending') and queue = ${queue}
              and id > ${afterId ?? '00000000-0000-0000-0000-000000000000'}
            order by id limit ${examine}
          )
          select n.id, n.dispatch, n.status in ('queued', 'retry_wait')
            and coalesce(n.next_attempt_at, n.updated_at) <= now() - ${dueForMs}::int * interval '1 millisecond'
            and not exists (
              select from outbox o where o.notification_id = n.id and o.dispatch is not null
            ) as is_waiting
          from examined n order by n.id`;
        return {
          waiting: rows.flatMap(({ id, dispatch, is_waiting }): Waiting[] =>
            is_waiting ? [{ id, dispatch, queue }] : [],
          ),
          nextAfterId: rows.length < examine ? null : (rows.at(-1)?.id ?? null),
        };
      }),

    async redispatch(jobs) {
      const count = await guarded(async () => {
        const rows = await sql`
          with again as (
            update notifications n set dispatch = n.dispatch + 1, updated_at = now()
            from unnest(
              ${texts(jobs, (job) => job.id)}::text[],
              ${texts(jobs, (job) => job.dispatch)}::text[]
            ) as t (id, dispatch)
            where n.id = t.id::uuid and n.dispatch = t.dispatch::int
              and n.status in ('queued', 'retry_wait')
            returning n.id, n.dispatch, n.queue, n.next_attempt_at
          )
          insert into outbox (destination, notification_id, dispatch, available_at)
          select queue, id, dispatch, coalesce(next_attempt_at, now()) from again`;
        return rows.count;
      });
      if (count > 0) waker.wake(new Set(jobs.map(({ queue }) => queue)));
      return count;
    },

    takeExpired: ({ limit, worker, leaseMs }) =>
      guarded(async () => {
        const rows = await sql<NotificationRow[]>`
          update notifications n set claim = n.claim + 1, worker = ${worker},
            maybe_sent_since = coalesce(n.maybe_sent_since, n.lease_until),
            lease_until = now() + ${leaseMs}::int * interval '1 millisecond', updated_at = now()
          where n.id in (
            select id from notifications where status = 'sending' and lease_until < now()
            order by lease_until limit ${limit} for update skip locked
          )
          returning n.*`;
        return rows.map(notificationOf);
      }),
  };
};
