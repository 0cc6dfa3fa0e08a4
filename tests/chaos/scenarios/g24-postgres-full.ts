import { until } from '../../support/until.ts';
import { moveToSmallDisk } from '../harness/small-disk.ts';
import type { World } from '../harness/world.ts';
import type { Arena, Scenario } from '../scenario.ts';

/** Requests refused until there is room again. */
const refusals = 50;

export const postgresFull: Scenario = {
  name: 'g24-postgres-full',
  promise: 'G24',
  sentence:
    'while the disk of PostgreSQL is full the door answers 503 and nothing is half accepted; all goes on when there is room',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    // Before anybody uses the tables, and back when nobody does any more: moving them locks each.
    const disk = await moveToSmallDisk(world.sql, 64);
    if (!disk) return arena.remark('left out: it takes root to mount a small disk');
    try {
      await world.startAll();
      await world.load.hand(arena.scale(500, 50));
      await world.settled();
      await fillAndMakeRoom(world, arena, disk);
      await arena.verify(world);
    } finally {
      disk.makeRoom();
      await world.fleet.stop();
      await disk.remove();
    }
    const answers = [...world.load.statuses.keys()].sort();
    arena.note('refused_with_503', world.load.statuses.get(503) ?? 0);
    arena.expect(`the door answered ${answers.join(', ')}`, answers.join() === '202,503');
  },
};

const fillAndMakeRoom = async (
  world: World,
  arena: Arena,
  disk: { fill(): void; makeRoom(): void },
): Promise<void> => {
  arena.fault('full disk of PostgreSQL');
  disk.fill();
  // Pages that are there already take some rows more; then nothing does.
  let isFull = true;
  const handing = (async () => {
    while (isFull) await world.load.hand(100);
  })();
  const { statuses } = world.load;
  const refused = (): number =>
    [...statuses].reduce((sum, [status, times]) => sum + (status < 500 ? 0 : times), 0);
  await until('the door to refuse', () => refused() >= refusals, 120_000);
  const [whole] = await world.sql<{ notifications: number; keys: number }[]>`
    select (select count(*)::int from notifications) as notifications,
      (select count(*)::int from idempotency_keys) as keys`;
  arena.expect('nothing is half accepted', whole?.notifications === whole?.keys);
  isFull = false;
  disk.makeRoom();
  await handing;
};
