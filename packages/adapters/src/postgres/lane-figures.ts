import type { LaneFigures } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import type { Executor, Sql } from './client.ts';
import { guarded } from './errors.ts';

export interface LaneFiguresStore {
  /**
   * How full the lanes are, seconds old at most while Postgres keeps up. Whichever process finds the
   * figures old counts for all; depths are counted to `most`, more of it takes longer.
   */
  read(most: number): Promise<readonly LaneFigures[]>;
}

const lanes: readonly QueueName[] = ['critical', 'standard', 'bulk'];

/** Counting a million takes a second: then figures are kept for as many times longer. */
const restPerWork = 10;

export const createLaneFigures = (sql: Sql): LaneFiguresStore => {
  let workedMs = 0;
  return {
    read: (most) =>
      guarded(() =>
        sql.begin(async (tx) => {
          const ageMs = Math.max(900, workedMs * restPerWork);
          if (!(await isOurTurn(tx, ageMs))) return stored(tx);
          const startedAt = performance.now();
          for (const queue of lanes) await count(tx, queue, most);
          workedMs = performance.now() - startedAt;
          return stored(tx);
        }),
      ),
  };
};

/** Nobody waits for somebody who is counting: old figures are good enough meanwhile. */
const isOurTurn = async (tx: Executor, ageMs: number): Promise<boolean> => {
  const [row] = await tx<{ old: boolean }[]>`
    select count(*) filter (
      where counted_at > now() - ${ageMs}::float8 * interval '1 millisecond') < ${lanes.length} as old
    from lane_figures`;
  if (!row?.old) return false;
  const [lock] = await tx<{ got: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtext('postroom lane figures')) as got`;
  return lock?.got ?? false;
};

/** A redriven one waits from its redrive, a retry from when it is due. */
const count = (tx: Executor, queue: QueueName, most: number) => tx`
  insert into lane_figures (queue, depth, age_seconds, counted_at)
  select ${queue}, count(*), coalesce(greatest(0, max(extract(epoch from now() - waits_since))), 0), now()
  from (
    select case status
      when 'queued' then greatest(coalesce(send_at, created_at), case when redrive > 0 then updated_at end)
      when 'retry_wait' then coalesce(next_attempt_at, updated_at)
      end as waits_since
    from notifications
    where queue = ${queue} and status in ('queued', 'retry_wait', 'sending')
    order by id limit ${most}
  ) as unsent
  on conflict (queue) do update set depth = excluded.depth, age_seconds = excluded.age_seconds,
    counted_at = excluded.counted_at`;

const stored = (tx: Executor) => tx<LaneFigures[]>`
  select f.queue, f.depth, f.age_seconds as "ageSeconds", coalesce(c.paused, false) as "isPaused"
  from lane_figures f left join lane_controls c using (queue) order by f.queue`;
