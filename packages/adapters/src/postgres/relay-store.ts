import type { DueEvent, DueJob, RelayStore, RowVerdict } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import type { Executor, Sql } from './client.ts';
import { texts } from './columns.ts';
import { createDueRows } from './due-rows.ts';
import { guarded } from './errors.ts';
import { eventOf } from './event-row.ts';

/** Seconds until a refused row comes again: 1, 2, 4 ... at most five minutes. */
const longestWaitSeconds = 300;

export interface RelayStoreOptions {
  /** Hours that an event nobody is bound to waits before it ends in the timeline as `unrouted`. */
  readonly eventHoldHours: number;
  /** Jobs come with the trace of their notification, which costs one more statement a batch. */
  readonly withTraces?: boolean;
}

/** Claim by existence, publish with the rows locked, delete exactly what was confirmed, commit. A crash unlocks the rows. */
export const createRelayStore = (
  sql: Sql,
  { eventHoldHours, withTraces = false }: RelayStoreOptions,
): RelayStore => {
  const dueRows = createDueRows();
  return {
    drainJobs: (queue, limit, publish) =>
      guarded(() =>
        sql.begin(async (tx) => {
          const rows = await dueRows.jobs(tx, queue, limit);
          if (rows.length === 0) return 0;
          const traces = withTraces ? await tracesOf(tx, rows) : undefined;
          const jobs = rows.map(
            ({ id: rowId, notification_id: id, dispatch }): DueJob => ({
              rowId,
              id,
              dispatch,
              ...(traces && { traceparent: traces.get(id) ?? null }),
            }),
          );
          const verdicts = await publish(jobs);
          const waited = new Set(rows.flatMap((row) => (row.has_waited ? [row.id] : [])));
          const due = confirmedOf(jobs, verdicts).filter(({ rowId }) => waited.has(rowId));
          // Sent together: they are of different tables.
          await Promise.all([apply(tx, verdicts), makeQueued(tx, queue, due)]);
          return rows.length;
        }),
      ),

    drainEvents: (limit, publish) =>
      guarded(() =>
        sql.begin(async (tx) => {
          const rows = await dueRows.events(tx, limit);
          if (rows.length === 0) return 0;
          const events = rows.map(
            (row): DueEvent => ({ rowId: row.id, tries: row.tries, event: eventOf(row.event) }),
          );
          const verdicts = await publish(events);
          await apply(tx, verdicts);
          await endUnrouted(tx, verdicts, eventHoldHours);
          await noteUnpublished(tx, events, verdicts);
          return rows.length;
        }),
      ),
  };
};

const tracesOf = async (
  tx: Executor,
  rows: readonly { readonly notification_id: string }[],
): Promise<ReadonlyMap<string, string | null>> => {
  const found = await tx<{ id: string; traceparent: string | null }[]>`
    select id, traceparent from notifications
    where id = any(${texts(rows, (row) => row.notification_id)}::uuid[])`;
  return new Map(found.map(({ id, traceparent }) => [id, traceparent]));
};

const apply = async (tx: Executor, verdicts: readonly RowVerdict[]): Promise<void> => {
  const gone = verdicts.filter(({ verdict }) => ['confirmed', 'not_published'].includes(verdict));
  if (gone.length > 0) {
    await tx`delete from outbox where id = any(${texts(gone, (each) => each.rowId)}::bigint[])`;
  }
  const waiting = verdicts.filter(({ verdict }) => ['refused', 'unroutable'].includes(verdict));
  if (waiting.length > 0) {
    await tx`
      update outbox o set tries = o.tries + 1, last_error = t.reason,
        available_at = now() + least(${longestWaitSeconds}, 2 ^ least(o.tries, 10)) * interval '1 second'
      from unnest(
        ${texts(waiting, (each) => each.rowId)}::text[],
        ${texts(waiting, (each) => ('reason' in each ? each.reason : 'nobody is bound to it'))}::text[]
      ) as t (id, reason)
      where o.id = t.id::bigint`;
  }
  const poisoned = verdicts.flatMap((each) => (each.verdict === 'quarantined' ? [each] : []));
  if (poisoned.length > 0) {
    await tx`
      update outbox o set quarantined_at = now(), last_error = t.reason
      from unnest(
        ${texts(poisoned, (each) => each.rowId)}::text[],
        ${texts(poisoned, (each) => each.reason)}::text[]
      ) as t (id, reason)
      where o.id = t.id::bigint`;
  }
};

const confirmedOf = (jobs: readonly DueJob[], verdicts: readonly RowVerdict[]): DueJob[] => {
  const confirmed = new Set(
    verdicts.flatMap(({ rowId, verdict }) => (verdict === 'confirmed' ? [rowId] : [])),
  );
  return jobs.filter(({ rowId }) => confirmed.has(rowId));
};

/**
 * A scheduled notification is due when its row goes: it becomes queued in the same transaction. Its row
 * has waited, so that most batches need no statement for it.
 */
const makeQueued = async (
  tx: Executor,
  queue: QueueName,
  jobs: readonly DueJob[],
): Promise<void> => {
  if (jobs.length === 0) return;
  await tx`
    update notifications set status = 'queued', updated_at = now()
    where id = any(${texts(jobs, (job) => job.id)}::uuid[]) and queue = ${queue} and status = 'scheduled'`;
};

const endUnrouted = async (
  tx: Executor,
  verdicts: readonly RowVerdict[],
  holdHours: number,
): Promise<void> => {
  const unroutable = verdicts.filter(({ verdict }) => verdict === 'unroutable');
  if (unroutable.length === 0) return;
  await tx`
    with ended as (
      delete from outbox
      where id = any(${texts(unroutable, (each) => each.rowId)}::bigint[])
        and created_at < now() - ${holdHours}::float8 * interval '1 hour'
      returning notification_id, event
    )
    insert into timeline (notification_id, event, detail)
    select notification_id, 'unrouted', format('%s was never routed: nobody was bound to it', event ->> 'eventType')
    from ended where notification_id is not null`;
};

const noteUnpublished = async (
  tx: Executor,
  events: readonly DueEvent[],
  verdicts: readonly RowVerdict[],
): Promise<void> => {
  const unpublished = new Set(
    verdicts.flatMap(({ rowId, verdict }) => (verdict === 'not_published' ? [rowId] : [])),
  );
  const lines = events.filter(
    ({ rowId, event }) => unpublished.has(rowId) && event.notificationId !== null,
  );
  if (lines.length === 0) return;
  await tx`
    insert into timeline (notification_id, event, detail)
    select t.id::uuid, 'not published', t.type || ' was not published: no RABBITMQ_URL is set'
    from unnest(
      ${texts(lines, ({ event }) => event.notificationId)}::text[],
      ${texts(lines, ({ event }) => event.eventType)}::text[]
    ) as t (id, type)`;
};
