import type { EventRow, JobRow, Outbox, OutboxRow } from '@postroom/application';
import type { Executor } from './client.ts';
import { jsons, texts } from './columns.ts';
import { storedEvent } from './event-row.ts';
import type { Destination } from './wake.ts';

export const outbox = (
  sql: Executor,
  onRows: (destinations: Iterable<Destination>) => void,
): Outbox => ({
  async add(rows) {
    const jobs = rows.filter(isJob);
    const events = rows.filter((row) => !isJob(row)) as readonly EventRow[]; // what is no job is an event
    if (jobs.length > 0) await addJobs(sql, jobs);
    if (events.length > 0) await addEvents(sql, events);
    onRows(new Set(rows.map(({ destination }) => destination)));
  },
});

const isJob = (row: OutboxRow): row is JobRow => row.destination !== 'exchange';

const addJobs = (sql: Executor, jobs: readonly JobRow[]) => sql`
  insert into outbox (destination, notification_id, dispatch, available_at)
  select t.destination, t.id::uuid, t.dispatch::int, coalesce(t.available_at::timestamptz, now())
  from unnest(
    ${texts(jobs, (job) => job.destination)}::text[],
    ${texts(jobs, (job) => job.notificationId)}::text[],
    ${texts(jobs, (job) => job.dispatch)}::text[],
    ${texts(jobs, (job) => job.availableAt)}::text[]
  ) as t (destination, id, dispatch, available_at)`;

const addEvents = (sql: Executor, events: readonly EventRow[]) => sql`
  insert into outbox (destination, notification_id, event, available_at)
  select 'exchange', t.id::uuid, t.event::jsonb, now()
  from unnest(
    ${texts(events, ({ event }) => event.notificationId)}::text[],
    ${jsons(events, ({ event }) => storedEvent(event))}::text[]
  ) as t (id, event)`;
