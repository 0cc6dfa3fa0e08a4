import type { Pause } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import type { Sql } from './client.ts';
import { guarded } from './errors.ts';

/** Which lanes an operator has paused. It stands here, and not in the queue store, so that losing that loses no wish. */
export interface LaneControls {
  paused(): Promise<ReadonlySet<QueueName>>;
  pauses(): Promise<readonly Pause[]>;
  set(queue: QueueName, paused: boolean, by: string): Promise<void>;
}

export const createLaneControls = (sql: Sql): LaneControls => ({
  paused: () =>
    guarded(async () => {
      const rows = await sql<{ queue: QueueName }[]>`select queue from lane_controls where paused`;
      return new Set(rows.map((row) => row.queue));
    }),

  pauses: () =>
    guarded(async () => [
      ...(await sql<Pause[]>`
        select queue, changed_by as by, changed_at as since from lane_controls where paused`),
    ]),

  set: (queue, paused, by) =>
    guarded(async () => {
      await sql`
        insert into lane_controls (queue, paused, changed_by) values (${queue}, ${paused}, ${by})
        on conflict (queue) do update set paused = excluded.paused,
          changed_by = excluded.changed_by, changed_at = now()
        where lane_controls.paused <> excluded.paused`;
    }),
});
