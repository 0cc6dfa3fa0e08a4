import type { Executor, Sql } from './client.ts';
import { guarded } from './errors.ts';

/**
 * Weeks of notifications as tables of their own, so that forgetting is dropping. Both run functions
 * that belong to the user who migrates, since roles may change no schema; the migration `partitions`
 * says what they do and which locks they take. A table that is busy for longer than half a second
 * fails them with 55P03: everybody else would wait behind them.
 */
export interface Partitions {
  /** Makes the weeks that are missing, up to `weeks` ahead; answers how many. */
  make(ahead: { readonly weeks: number }): Promise<number>;
  /**
   * Forgets the oldest week that lies wholly before `days` ago. What has not ended is kept, with its
   * attempts and its timeline.
   * @returns how many notifications went; undefined when there was no such week.
   */
  dropOldest(old: { readonly days: number }): Promise<number | undefined>;
}

/** A week is copied where something in it has not ended, and read to be counted. */
const timeout = '120s';

export const createPartitions = (sql: Sql): Partitions => ({
  make: ({ weeks }) => guarded(() => makePartitions(sql, weeks)),

  dropOldest: async ({ days }) =>
    sql.begin(async (tx) => {
      await tx`select set_config('statement_timeout', ${timeout}, true)`;
      const [row] = await tx<{ gone: number | null }[]>`
        select postroom_drop_history(now() - ${days}::float8 * interval '1 day') as gone`;
      return row?.gone ?? undefined;
    }),
});

/** The weeks that are missing up to `weeks` ahead. */
export const makePartitions = async (sql: Executor, weeks: number): Promise<number> => {
  const [row] = await sql<{ made: number }[]>`
    select postroom_make_partitions(now() + ${weeks}::int * interval '1 week') as made`;
  return row?.made ?? 0;
};
