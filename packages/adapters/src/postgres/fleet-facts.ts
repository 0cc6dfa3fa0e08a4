import type { Counted, FleetFacts } from '@postroom/application';
import type { Sql } from './client.ts';
import { guarded } from './errors.ts';
import { createLaneControls } from './lane-controls.ts';
import { createProcessStore } from './processes.ts';
import { backlogOf, outboxOf } from './queries-waiting.ts';

/** What is said when a mail that may have gone out cannot be repeated byte by byte. */
const unrepeatableCodes = ['template_changed', 'invalid_idempotent_request'];

/** Reads all that alerts rest on, always from the primary: heartbeats would be late on a standby. */
export const createFleetFacts = (sql: Sql): (() => Promise<FleetFacts>) => {
  const processes = createProcessStore(sql);
  const lanes = createLaneControls(sql);
  return async () => {
    const [roster, backlog, outbox, pauses, stuck] = await Promise.all([
      processes.roster(),
      guarded(() => backlogOf(sql)),
      guarded(() => outboxOf(sql)),
      lanes.pauses(),
      guarded(() => stuckOf(sql)),
    ]);
    return { roster, backlog, outbox, pauses, ...stuck };
  };
};

const stuckOf = async (
  sql: Sql,
): Promise<{ readonly undecided: Counted; readonly unrepeatable: Counted }> => {
  const [row] = await sql<
    { unknown: number; unknownSince: Date | null; changed: number; changedSince: Date | null }[]
  >`
    select count(*) filter (where status = 'unknown')::int as unknown,
      min(updated_at) filter (where status = 'unknown') as "unknownSince",
      count(*) filter (where is_changed)::int as changed,
      min(updated_at) filter (where is_changed) as "changedSince"
    from (
      select status, updated_at,
        coalesce(reason_code, error_code) = any(${unrepeatableCodes}::text[]) as is_changed
      from notifications where status = 'unknown'
      union all
      select status, updated_at, true from notifications
      where status = 'retry_wait' and coalesce(reason_code, error_code) = any(${unrepeatableCodes}::text[])
    ) stuck`;
  return {
    undecided: { count: row?.unknown ?? 0, since: row?.unknownSince ?? null },
    unrepeatable: { count: row?.changed ?? 0, since: row?.changedSince ?? null },
  };
};
