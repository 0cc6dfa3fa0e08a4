import type { Backlog, OutboxBacklog } from '@postroom/application';
import type { Sql } from './client.ts';

/** How much of each lane has not ended; lanes where nothing waits are absent. */
export const backlogOf = async (sql: Sql): Promise<readonly Backlog[]> => {
  const rows = await sql<Backlog[]>`
    select queue, unsent, extract(epoch from now() - oldest)::float8 as "oldestAgeSeconds",
      oldest as "oldestAt"
    from (
      select queue, count(*)::int as unsent, min(coalesce(send_at, created_at)) as oldest
      from notifications where status in ('queued', 'retry_wait', 'sending') group by queue
    ) waiting`;
  return [...rows];
};

/** Rows of the outbox by destination; destinations without a row are absent. */
export const outboxOf = async (sql: Sql): Promise<readonly OutboxBacklog[]> => {
  const rows = await sql<OutboxBacklog[]>`
    select destination, rows, extract(epoch from now() - due)::float8 as "oldestAgeSeconds",
      due as "oldestDueAt", quarantined, "quarantinedSince", returned, "returnedSince"
    from (
      select destination,
        count(*) filter (where quarantined_at is null)::int as rows,
        min(available_at) filter (where quarantined_at is null and available_at <= now()) as due,
        count(quarantined_at)::int as quarantined,
        min(quarantined_at) as "quarantinedSince",
        count(*) filter (where quarantined_at is null and tries > 0)::int as returned,
        min(created_at) filter (where quarantined_at is null and tries > 0) as "returnedSince"
      from outbox group by destination
    ) waiting`;
  return [...rows];
};
