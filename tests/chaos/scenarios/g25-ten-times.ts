import { readFileSync } from 'node:fs';
import type { World } from '../harness/world.ts';
import type { Scenario } from '../scenario.ts';

/** What a role may hold, in MiB, however much comes. */
const mostMemoryMiB = 768;

export const tenTimes: Scenario = {
  name: 'g25-ten-times',
  promise: 'G25',
  sentence:
    'under ten times the load memory stays bounded, nothing accepted is lost, and what is urgent overtakes a campaign',
  async run(arena) {
    const world = await arena.world({ provider: 'resend', env: { LANE_HIGH_WATER: '2000' } });
    await world.startAll();
    // What one worker sends while it does nothing else is the load it is made for.
    const from = performance.now();
    await world.load.hand(arena.scale(2_000, 100), { type: 'welcome' });
    await world.settled();
    const perSecond = (arena.scale(2_000, 100) / (performance.now() - from)) * 1_000;

    let isOver = false;
    let most = 0;
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, ...memoriesMiB(world));
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    })();
    const rate = Math.ceil(perSecond * 10);
    const endsAt = performance.now() + arena.scale(120_000, 8_000);
    const flood = (async () => {
      while (performance.now() < endsAt) {
        await world.load.hand(rate, { type: 'order_confirmation', atOnce: 64, perSecond: rate });
      }
    })();
    const overtaking: number[] = [];
    for (let probe = 1; probe <= 5; probe += 1) overtaking.push(await world.timeToEnd());
    await flood;
    await world.settled(900_000);
    isOver = true;
    await watching;
    await arena.verify(world);

    const slowest = Math.max(...overtaking);
    arena.note('offered_a_second', rate);
    arena.note('most_memory_mib', most);
    arena.note('slowest_urgent_ms', slowest);
    arena.expect(`a role held ${most} MiB`, most <= mostMemoryMiB);
  },
};

const memoriesMiB = (world: World): readonly number[] =>
  world.fleet.members().flatMap((member) => {
    const pid = member.current()?.pid;
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return [Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024)];
    } catch {
      return [];
    }
  });
