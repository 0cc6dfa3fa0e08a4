import postgres from 'postgres';
import { drive, rowOf } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import type { World } from '../harness/world.ts';
import { chosenFrom, type Measurement, type Row, worldSeconds } from '../measurement.ts';
import { rounded } from '../statistics.ts';
import { batches, pipelineRoles } from './pipeline.ts';

/** Without and with, in turns, so that what the machine does meanwhile meets both. */
const turns = ['none', 'held', 'none', 'held'] as const;

/** What it costs that somebody holds a transaction open: no dead row can be cleared away meanwhile. */
export const heldTransaction: Measurement = {
  name: 'held-transaction',
  sentence:
    'The whole pipeline in batches of 50, while nobody and while somebody holds a transaction with a snapshot open for the whole time; dead rows as PostgreSQL counts them at its end. Every turn begins vacuumed',
  takes: (size) => chosenFrom(size, turns, 2).length * (size.seconds + worldSeconds),
  run: (bench) =>
    inWorld(bench, async (world) => {
      await Promise.all(pipelineRoles.map((role) => world.start(role)));
      const rows: Row[] = [];
      for (const [place, turn] of chosenFrom(bench, turns, 2).entries()) {
        const what = `${turn}, round ${1 + Math.floor(place / 2)}`;
        bench.say(what);
        // Autovacuum comes once a minute: no turn begins with the dead of the one before.
        await world.sql`vacuum outbox, notifications`;
        const measured = async (): Promise<Row> => {
          const row = rowOf(what, await drive(world, { ...batches, seconds: bench.seconds }));
          return { ...row, figures: { ...row.figures, ...(await deadRows(world)) } };
        };
        rows.push(await (turn === 'held' ? whileHeld(world, measured) : measured()));
      }
      return rows;
    }),
};

const whileHeld = async <Result>(world: World, work: () => Promise<Result>): Promise<Result> => {
  const sql = postgres(world.urls.database, { max: 1, onnotice: () => undefined });
  try {
    return await sql
      .begin('isolation level repeatable read', async (tx) => {
        await tx`select count(*) from outbox`;
        return { result: await work() };
      })
      .then(({ result }) => result);
  } finally {
    await sql.end({ timeout: 5 });
  }
};

const deadRows = async ({ sql }: World): Promise<Row['figures']> => {
  const [row] = await sql<{ outbox: number; notifications: number; mib: number }[]>`
    select
      (sum(n_dead_tup) filter (where relname = 'outbox'))::int as outbox,
      (sum(n_dead_tup) filter (where relname like 'notifications%'))::int as notifications,
      (pg_total_relation_size('outbox') / 1048576.0)::float8 as mib
    from pg_stat_user_tables`;
  return {
    'outbox dead': row?.outbox ?? 0,
    'notifications dead': row?.notifications ?? 0,
    'outbox MiB': rounded(row?.mib ?? 0, 1),
  };
};
