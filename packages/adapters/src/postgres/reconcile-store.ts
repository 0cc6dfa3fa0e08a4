import type { ReconcileStore, Waiting } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import type { Sql } from './client.ts';
import { texts } from './columns.ts';
import { guarded } from './errors.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';
import { createWaker } from './wake.ts';

/** The reconciler's side of the store. Every write compares and sets, so that several may run at once. */
export const createReconcileStore = (sql: Sql): ReconcileStore => {
  const waker = createWaker(sql);
  return {
    scanWaiting: ({ dueForMs, limit, afterId }) =>
      guarded(async () => {
        const rows = await sql<{ id: string; dispatch: number; queue: QueueName }[]>`
          select n.id, n.dispatch, n.queue from notifications n
          where n.status in ('queued', 'retry_wait')
            and n.id > ${afterId ?? '00000000-0000-0000-0000-000000000000'}
            and coalesce(n.next_attempt_at, n.updated_at) <= now() - ${dueForMs}::int * interval '1 millisecond'
            and not exists (
              select from outbox o where o.notification_id = n.id and o.dispatch is not null)
          order by n.id limit ${limit}`;
        return rows.map((row): Waiting => ({ ...row }));
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
      if (count > 0) waker.wake();
      return count;
    },

    takeExpired: ({ limit, worker, leaseMs }) =>
      guarded(async () => {
        const rows = await sql<NotificationRow[]>`
          update notifications n set claim = n.claim + 1, worker = ${worker},
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
