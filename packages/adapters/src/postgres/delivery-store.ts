import type { DeliveryStore } from '@postroom/application';
import { claim } from './claim.ts';
import type { Sql } from './client.ts';
import { keepable, texts } from './columns.ts';
import { guarded } from './errors.ts';
import { load } from './load.ts';
import { settle } from './settle.ts';
import { createWaker } from './wake.ts';

/** The worker's side of the store: one statement a batch, each a transaction of its own. */
export const createDeliveryStore = (sql: Sql): DeliveryStore => {
  const waker = createWaker(sql);
  return {
    load: (jobs) => guarded(() => load(sql, jobs)),
    claim: (claims) => guarded(() => claim(sql, claims)),
    async settle(settlements) {
      const applied = await guarded(() => settle(sql, settlements));
      if (settlements.some(({ events }) => events.length > 0)) waker.wake(['exchange']);
      return applied;
    },
    extend: (leases) =>
      guarded(async () => {
        const rows = await sql<{ id: string; claim: number }[]>`
          update notifications n set
            lease_until = now() + t.lease_ms * interval '1 millisecond',
            provider = coalesce(t.provider, n.provider)
          from (
            -- A heartbeat and another provider's name may come together, and a row is written once.
            select id::uuid, claim::int, max(lease_ms::int) as lease_ms, max(provider) as provider
            from unnest(
              ${texts(leases, (lease) => lease.id)}::text[],
              ${texts(leases, (lease) => lease.claim)}::text[],
              ${texts(leases, (lease) => lease.leaseMs)}::text[],
              ${texts(leases, (lease) => lease.provider ?? null)}::text[]
            ) as u (id, claim, lease_ms, provider)
            group by 1, 2
          ) as t
          where n.id = t.id and n.claim = t.claim and n.status = 'sending'
          returning n.id, n.claim`;
        const held = new Map(rows.map((row) => [row.id, row.claim]));
        return leases.map(({ id, claim }) => held.get(id) === claim);
      }),
    note: (lines) =>
      guarded(async () => {
        await sql`
          insert into timeline (notification_id, event, detail)
          select t.id::uuid, t.event, t.detail from unnest(
            ${texts(lines, (line) => line.id)}::text[],
            ${texts(lines, (line) => line.event)}::text[],
            ${texts(lines, (line) => keepable(line.detail))}::text[]
          ) as t (id, event, detail)`;
        return lines.map(() => undefined);
      }),
  };
};
