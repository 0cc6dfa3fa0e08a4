import type { Sql } from './client.ts';
import { guarded } from './errors.ts';

/**
 * Seconds by which a standby is behind, told by the newest heartbeat that has come to it: right also
 * when it gets nothing any more, which its own functions cannot know, and in need of no privilege.
 * As coarse as heartbeats are, five seconds; 0 where it has them all.
 */
export const standbyLagOf = (primary: Sql, standby: Sql): Promise<number> =>
  guarded(async () => {
    // The primary first: what arrives in between must not look like a lag.
    const here = await newestBeat(primary);
    const there = await newestBeat(standby);
    return here === null ? 0 : Math.max(0, (here - (there ?? 0)) / 1000);
  });

const newestBeat = async (sql: Sql): Promise<number | null> => {
  const [row] = await sql<{ newest: Date | null }[]>`
    select max(beat_at) as newest from processes`;
  return row?.newest?.getTime() ?? null;
};
