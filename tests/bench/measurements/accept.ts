import { drive, rowOf } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { type Sink, startBareHttp, startIdleApi } from '../harness/sink.ts';
import { type Bench, type Measurement, type Row, worldSeconds } from '../measurement.ts';

const loads = [
  { what: 'single', connections: 64, batchSize: 1 },
  { what: 'batches of 50', connections: 16, batchSize: 50 },
] as const;

/** Acceptance alone, and what the HTTP side could do if the store cost nothing. */
export const accept: Measurement = {
  name: 'accept',
  sentence:
    'Accepted and durable; no relay and no worker runs. Beside it the same API before a store that does nothing, and a server of node:http that only parses and answers',
  takes: ({ seconds }) => (2 * loads.length + 2) * (seconds + worldSeconds),
  async run(bench) {
    const rows: Row[] = [];
    for (const load of loads) {
      bench.say(load.what);
      rows.push(await accepted(bench, load));
      bench.say(`${load.what}, a store that does nothing`);
      rows.push(await before(bench, { ...load, what: `${load.what}, idle store` }, startIdleApi));
    }
    const [single] = loads;
    bench.say('single, node:http');
    rows.push(await before(bench, { ...single, what: 'single, node:http' }, startBareHttp));
    bench.say('single, RECIPIENT_CAP=0');
    rows.push(await accepted(bench, { ...single, what: 'single, no cap' }, { RECIPIENT_CAP: '0' }));
    return rows;
  },
};

interface Load {
  readonly what: string;
  readonly connections: number;
  readonly batchSize: number;
}

const mostUnderWay = Number.POSITIVE_INFINITY;

const accepted = (
  bench: Bench,
  load: Load,
  env: { readonly [name: string]: string } = {},
): Promise<Row> =>
  inWorld(
    bench,
    async (world) => {
      await world.start('api');
      const driven = await drive(world, { ...load, seconds: bench.seconds, mostUnderWay });
      const [row] = await world.sql<{ count: number }[]>`
        select count(*)::int as count from notifications`;
      if (row?.count !== driven.accepted) {
        throw new Error(`${row?.count} of ${driven.accepted} are there`);
      }
      return withoutBacklog(rowOf(load.what, driven));
    },
    // A lane without workers would close its door.
    { ADMIT_DEPTH: '1000000000', ...env },
  );

/** The same load before a server that is not Postroom. */
const before = (bench: Bench, load: Load, start: () => Promise<Sink>): Promise<Row> =>
  inWorld(bench, async (world) => {
    const server = await start();
    try {
      world.watch('api', server.pid);
      const driven = await drive(
        { ...world, apiUrl: server.url },
        { ...load, seconds: bench.seconds, mostUnderWay },
      );
      return withoutBacklog(rowOf(load.what, driven));
    } finally {
      await server.stop();
    }
  });

/** Nothing is worked off here. */
const withoutBacklog = ({ figures: { backlogGrowth: _, ...figures }, ...row }: Row): Row => ({
  ...row,
  figures,
});
