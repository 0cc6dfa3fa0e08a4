import { drive, rowOf } from '../harness/drive.ts';
import { openWorld } from '../harness/in-world.ts';
import { givePast } from '../harness/past.ts';
import { readings } from '../harness/readings.ts';
import type { World } from '../harness/world.ts';
import {
  type Bench,
  chosenFrom,
  type Measurement,
  type Row,
  worldSeconds,
} from '../measurement.ts';
import { batches, pipelineRoles } from './pipeline.ts';

/** Each database is measured so often, in turns, so that what the machine does meanwhile meets both. */
const rounds = [1, 2] as const;
/** Rows that one second puts into their place, indexes and vacuum included. */
const rowsPerSecond = 40_000;

/** Whether a full database is slower than an empty one. */
export const history: Measurement = {
  name: 'history',
  sentence:
    'The whole pipeline in batches of 50, in turns on an empty database and on one with thirteen weeks of the past behind it; then milliseconds of reading through the API on both, one request at a time',
  takes: (size) =>
    2 * chosenFrom(size, rounds, 1).length * (size.seconds + worldSeconds) +
    2 * worldSeconds +
    size.historyRows / rowsPerSecond,
  async run(bench) {
    const [empty, full] = await Promise.all([openWorld(bench), openWorld(bench)]);
    const worlds = [
      { name: 'empty', world: empty },
      { name: 'full', world: full },
    ] as const;
    const rows: Row[] = [];
    try {
      const from = performance.now();
      await givePast(full, { rows: bench.historyRows, say: bench.say });
      const seconds = Math.round((performance.now() - from) / 1_000);
      rows.push({ what: 'the past', figures: { rows: bench.historyRows, seconds } });
      for (const round of chosenFrom(bench, rounds, 1)) {
        for (const { name, world } of worlds) {
          bench.say(`${name}, round ${round}`);
          rows.push(await driven(bench, world, `${name}, round ${round}`));
        }
      }
      for (const { name, world } of worlds) {
        bench.say(`reading, ${name}`);
        await world.start('api');
        rows.push(...(await readings(world, name)));
        await world.stopRoles();
      }
      return rows;
    } finally {
      await Promise.all([empty.stop(), full.stop()]);
    }
  },
};

const driven = async ({ seconds }: Bench, world: World, what: string): Promise<Row> => {
  // Neither pays for writing down what the other, or filling it, has left in memory.
  await world.sql`checkpoint`;
  await Promise.all(pipelineRoles.map((role) => world.start(role)));
  const row = rowOf(what, await drive(world, { ...batches, seconds }));
  await world.stopRoles();
  return row;
};
