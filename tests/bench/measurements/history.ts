import { drive } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { loadRows } from '../harness/loader.ts';
import type { Measurement, Row } from '../measurement.ts';

/** Whether a full database is slower than an empty one. */
export const history: Measurement = {
  name: 'history',
  sentence: 'The whole pipeline in batches of 50, on an empty database and on one with a past',
  async run({ servers, seconds, historyRows, say }) {
    const rows: Row[] = [];
    for (const count of [0, historyRows]) {
      const row = await inWorld(servers, async (world) => {
        await loadRows(world, { count, kind: 'history', say });
        await Promise.all(['api', 'relay', 'worker'].map((role) => world.start(role)));
        say(`${count} rows of history`);
        const load = { connections: 8, batchSize: 50, mostUnderWay: 3_000 };
        const { perSecond, costs } = await drive(world, { ...load, seconds });
        return { what: `${count} rows`, figures: { perSecond }, costs };
      });
      rows.push(row);
    }
    return rows;
  },
};
