import type { PulseStore, Roster, RunningProcess, Sight } from '@postroom/application';
import type { Sql } from './client.ts';
import { guarded } from './errors.ts';

/** Who is at work. Every time here is the database's. */
export interface ProcessStore extends PulseStore {
  roster(): Promise<Roster>;
}

interface ProcessRow {
  readonly id: string;
  readonly role: RunningProcess['role'];
  readonly lanes: RunningProcess['lanes'];
  readonly started_at: Date;
  readonly beat_at: Date;
  readonly ended_at: Date | null;
  readonly sight: Sight;
}

export const createProcessStore = (sql: Sql): ProcessStore => ({
  beat: ({ id, role, lanes, sight }) =>
    guarded(async () => {
      const [row] = await sql<{ beat_at: Date }[]>`
        insert into processes (id, role, lanes, sight)
        values (${id}, ${role}, ${[...lanes]}::text[], ${JSON.stringify(sight)}::text::jsonb)
        on conflict (id) do update
          set beat_at = now(), lanes = excluded.lanes, sight = excluded.sight
        returning beat_at`;
      if (!row) throw new Error('a beat was not written');
      return row.beat_at;
    }),

  end: (id) =>
    guarded(async () => {
      await sql`update processes set ended_at = now() where id = ${id}`;
    }),

  forget: () =>
    guarded(async () => {
      await sql`
        delete from processes gone
        where coalesce(gone.ended_at, gone.beat_at) < now() - interval '1 day'
          and exists (
            select from processes later
            where later.role = gone.role and later.lanes @> gone.lanes and later.beat_at > gone.beat_at)`;
    }),

  roster: () =>
    guarded(async () => {
      const rows = await sql<(ProcessRow & { readonly now: Date })[]>`
        select t.now, p.* from (select now()) t left join processes p on true order by p.beat_at`;
      const processes = rows
        .filter(({ id }) => id !== null)
        .map((row) => ({
          id: row.id,
          role: row.role,
          lanes: row.lanes,
          startedAt: row.started_at,
          beatAt: row.beat_at,
          endedAt: row.ended_at,
          sight: row.sight,
        }));
      const now = rows[0]?.now;
      if (!now) throw new Error('the database told no time');
      return { now, processes };
    }),
});
