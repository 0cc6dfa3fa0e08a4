import { drive } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { startIdleApi } from '../harness/sink.ts';
import { createWorld } from '../harness/world.ts';
import type { Bench, Measurement, Row } from '../measurement.ts';

const loads = [
  { what: 'single', connections: 64, batchSize: 1 },
  { what: 'batches of 50', connections: 16, batchSize: 50 },
] as const;

/** Acceptance alone, and what the HTTP side could do if the store cost nothing. */
export const accept: Measurement = {
  name: 'accept',
  sentence: 'Accepted and durable; no relay and no worker runs',
  async run(bench) {
    const rows: Row[] = [];
    for (const load of loads) {
      bench.say(load.what);
      rows.push(await accepted(bench, load));
      bench.say(`${load.what}, a store that does nothing`);
      rows.push(await withoutStore(bench, load));
    }
    bench.say('single, RECIPIENT_CAP=0');
    rows.push(
      await accepted(bench, { ...loads[0], what: 'single, no cap' }, { RECIPIENT_CAP: '0' }),
    );
    return rows;
  },
};

interface Load {
  readonly what: string;
  readonly connections: number;
  readonly batchSize: number;
}

const accepted = (
  { servers, seconds }: Bench,
  load: Load,
  env: { readonly [name: string]: string } = {},
): Promise<Row> =>
  inWorld(
    servers,
    async (world) => {
      await world.start('api');
      const { perSecond, costs, accepted } = await drive(world, {
        ...load,
        seconds,
        mostUnderWay: Number.POSITIVE_INFINITY,
      });
      const [row] = await world.sql<{ count: number }[]>`
        select count(*)::int as count from notifications`;
      if (row?.count !== accepted) throw new Error(`${row?.count} of ${accepted} are there`);
      return { what: load.what, figures: { perSecond }, costs };
    },
    // A lane without workers would close its door.
    { ADMIT_DEPTH: '1000000000', ...env },
  );

const withoutStore = async ({ servers, seconds }: Bench, load: Load): Promise<Row> => {
  const world = await createWorld(servers);
  const idle = await startIdleApi();
  try {
    world.watch('api', idle.pid);
    const { perSecond, costs } = await drive(
      { ...world, apiUrl: idle.url },
      { ...load, seconds, mostUnderWay: Number.POSITIVE_INFINITY },
    );
    return { what: `${load.what}, idle store`, figures: { perSecond }, costs };
  } finally {
    await idle.stop();
    await world.stop();
  }
};
