import type { Counted, FleetFacts } from '@postroom/application';
import type { Sql } from './client.ts';
import { guarded } from './errors.ts';
import { createLaneControls } from './lane-controls.ts';
import { createProcessStore } from './processes.ts';
import { backlogOf, outboxOf } from './queries-waiting.ts';

/** Resend's word for a key that comes again with another mail. */
const otherBytes = 'invalid_idempotent_request';

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
    select unknown, "unknownSince", changed, "changedSince" from (
      select count(*)::int as unknown, min(updated_at) as "unknownSince"
      from notifications where status = 'unknown'
    ) undecided, (
      select count(distinct id)::int as changed, min(at) as "changedSince" from (
        select notification_id as id, at from timeline
        where event = 'template changed' and at > now() - interval '1 day'
        union all
        select id, updated_at from notifications
        where status = 'unknown' and ${otherBytes} in (reason_code, error_code)
      ) all_changed
    ) changed`;
  return {
    undecided: { count: row?.unknown ?? 0, since: row?.unknownSince ?? null },
    unrepeatable: { count: row?.changed ?? 0, since: row?.changedSince ?? null },
  };
};
