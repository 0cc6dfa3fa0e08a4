import type { Quarantine, Quarantined } from '@postroom/application';
import type { Sql } from './client.ts';
import { texts } from './columns.ts';
import { guarded } from './errors.ts';
import { createWaker, type Destination } from './wake.ts';

/**
 * The quarantine of the outbox, for operators. A job that is released after its notification got a
 * new dispatch does nothing, like any other late one.
 */
export const createQuarantine = (sql: Sql): Quarantine => {
  const waker = createWaker(sql);
  return {
    list: (limit) =>
      guarded(async () => [
        ...(await sql<Quarantined[]>`
          select id::text, destination, notification_id as "notificationId",
            event ->> 'eventType' as "eventType", coalesce(last_error, '') as reason,
            quarantined_at as since
          from outbox where quarantined_at is not null order by quarantined_at, id limit ${limit}`),
      ]),

    async release(ids, by) {
      const named = ids === 'all' ? [] : ids;
      const released = await guarded(async () => {
        const rows = await sql<{ destination: Destination }[]>`
          with released as (
            update outbox set quarantined_at = null, tries = 0, last_error = null, available_at = now()
            where quarantined_at is not null
              and (${ids === 'all'} or id = any(${texts(named, (id) => id)}::text[]::bigint[]))
            returning destination, notification_id, event ->> 'eventType' as event_type
          ), noted as (
            insert into timeline (notification_id, event, detail)
            select notification_id, 'released',
              format('%s was let out of quarantine by %s', coalesce(event_type, 'the job'), ${by}::text)
            from released where notification_id is not null
          )
          select destination from released`;
        return rows.map(({ destination }) => destination);
      });
      waker.wake(released);
      return released.length;
    },
  };
};
