import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openQueueBackend } from '@postroom/adapters/queue';
import { createLoad } from '../harness/load.ts';
import type { World } from '../harness/world.ts';
import type { Arena, Scenario } from '../scenario.ts';

/** What a role may hold, in MiB, however much comes. */
const mostMemoryMiB = 768;
/** Rows that a relay moves at once, on top of a lane's high water. */
const batchSize = 500;

export const tenTimes: Scenario = {
  name: 'g25-ten-times',
  promise: 'G25',
  sentence:
    'under ten times the load memory and lanes stay bounded, the door closes for a campaign and not for what is urgent, and nothing accepted is lost',
  async run(arena) {
    const highWater = arena.scale(2_000, 100);
    const world = await arena.world({
      provider: 'smtp',
      env: {
        LANE_HIGH_WATER: String(highWater),
        ADMIT_DEPTH: String(arena.scale(20_000, 1_000)),
      },
    });
    await world.startAll();
    // A mail server that takes 20 at a time, each for a while: what comes in overtakes it anywhere.
    world.smtp.answerAfter(100);
    const from = performance.now();
    const sample = arena.scale(2_000, 200);
    await world.load.hand(sample, { type: 'welcome' });
    await world.settled();
    const rate = Math.ceil((sample / (performance.now() - from)) * 1_000 * 10);

    const watch = watchBounds(world);
    const endsAt = performance.now() + arena.scale(120_000, 10_000);
    const flood = (async () => {
      while (performance.now() < endsAt) {
        await world.load.hand(rate, { type: 'order_confirmation', atOnce: 64, perSecond: rate });
      }
    })();
    const slowest = await probe(world, arena, endsAt);
    await flood;
    world.smtp.answerAfter(0);
    await world.settled(900_000);
    const { memoryMiB, waiting } = await watch.end();
    await arena.verify(world);

    arena.fault('refused at the door', world.load.retried);
    arena.note('offered_a_second', rate);
    arena.note('most_memory_mib', memoryMiB);
    arena.note('most_in_a_lane', waiting);
    arena.note('slowest_urgent_ms', slowest);
    arena.expect(`a role held ${memoryMiB} MiB`, memoryMiB <= mostMemoryMiB);
    arena.expect(`a lane held ${waiting} jobs`, waiting <= highWater + batchSize);
    arena.expect('the door closed for the campaign', world.load.retried > 0);
  },
};

/** Urgent mail from another service, for as long as the flood lasts. Resolves with the longest it took. */
const probe = async (world: World, arena: Arena, endsAt: number): Promise<number> => {
  const urgent = createLoad(world.apiUrl, arena.random, 'urgent');
  let slowest = 0;
  while (performance.now() < endsAt) {
    const from = performance.now();
    const [id = ''] = await urgent.hand(1, { type: 'security_alert' });
    while (
      (await world.sql`select from notifications where id = ${id} and status = 'sent'`).count === 0
    ) {
      await pause(25);
    }
    slowest = Math.max(slowest, Math.round(performance.now() - from));
  }
  world.expectMore(urgent.accepted.length);
  arena.expect(`${urgent.retried} urgent ones were refused at the door`, urgent.retried === 0);
  return slowest;
};

/** Looks twice a second at what roles and lanes hold. */
const watchBounds = (world: World) => {
  let isOver = false;
  let memoryMiB = 0;
  let waiting = 0;
  const watching = (async () => {
    const backend = await openQueueBackend({ redisUrl: world.env.REDIS_URL });
    while (!isOver) {
      memoryMiB = Math.max(memoryMiB, ...memoriesMiB(world));
      waiting = Math.max(waiting, (await backend.counts('standard')).waiting);
      await pause(500);
    }
    await backend.close();
  })();
  return {
    async end() {
      isOver = true;
      await watching;
      return { memoryMiB, waiting };
    },
  };
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
