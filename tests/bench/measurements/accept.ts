import { drive, rowOf } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { type Sink, startBareHttp, startIdleApi } from '../harness/sink.ts';
import {
  type Bench,
  chosenFrom,
  type Measurement,
  type Row,
  worldSeconds,
} from '../measurement.ts';

interface Variant {
  readonly what: string;
  readonly load: { readonly connections: number; readonly batchSize: number };
  /** Instead of Postroom. */
  readonly server?: () => Promise<Sink>;
  readonly env?: { readonly [name: string]: string };
}

const single = { connections: 64, batchSize: 1 };
const batches = { connections: 16, batchSize: 50 };

const variants: readonly Variant[] = [
  { what: 'single', load: single },
  { what: 'single, idle store', load: single, server: startIdleApi },
  { what: 'single, node:http', load: single, server: startBareHttp },
  { what: 'batches of 50', load: batches },
  { what: 'batches of 50, idle store', load: batches, server: startIdleApi },
  { what: 'single, no cap', load: single, env: { RECIPIENT_CAP: '0' } },
];

/** Acceptance alone, and what the HTTP side could do if the store cost nothing. */
export const accept: Measurement = {
  name: 'accept',
  sentence:
    'Accepted and durable; no relay and no worker runs. Beside it the same API before a store that does nothing, and a server of node:http that only parses and answers',
  takes: (size) => chosenFrom(size, variants, 3).length * (size.seconds + worldSeconds),
  async run(bench) {
    const rows: Row[] = [];
    for (const { what, load, server, env = {} } of chosenFrom(bench, variants, 3)) {
      bench.say(what);
      rows.push(
        await (server
          ? before(bench, { what, load, server })
          : accepted(bench, { what, load, env })),
      );
    }
    return rows;
  },
};

const mostUnderWay = Number.POSITIVE_INFINITY;

const accepted = (bench: Bench, { what, load, env }: Variant): Promise<Row> =>
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
      return withoutBacklog(rowOf(what, driven));
    },
    // A lane without workers would close its door.
    { ADMIT_DEPTH: '1000000000', ...env },
  );

/** The same load before a server that is not Postroom. */
const before = (
  bench: Bench,
  { what, load, server: start }: Required<Omit<Variant, 'env'>>,
): Promise<Row> =>
  inWorld(bench, async (world) => {
    const server = await start();
    try {
      world.watch('api', server.pid);
      const driven = await drive(
        { ...world, apiUrl: server.url },
        { ...load, seconds: bench.seconds, mostUnderWay },
      );
      return withoutBacklog(rowOf(what, driven));
    } finally {
      await server.stop();
    }
  });

/** Nothing is worked off here. */
const withoutBacklog = ({ figures: { backlogGrowth: _, ...figures }, ...row }: Row): Row => ({
  ...row,
  figures,
});
