import { until } from '../../support/until.ts';
import { redisCommand } from '../harness/redis-command.ts';
import type { Scenario } from '../scenario.ts';

export const redisFlushed: Scenario = {
  name: 'g04-redis-flushed',
  promise: 'G4',
  sentence:
    'everything accepted ends, though Redis forgets all it held ten times while it goes out',
  async run(arena) {
    const world = await arena.world({ provider: 'resend' });
    await world.startAll();
    const total = arena.scale(20_000, 600);
    const flushes = arena.scale(10, 3);
    const handing = world.load.hand(total);
    for (let flush = 1; flush <= flushes; flush += 1) {
      await until(
        `${flush} of ${flushes} parts to be accepted`,
        () => world.load.accepted.length >= (total * flush) / (flushes + 1),
        300_000,
      );
      await redisCommand(arena.servers.urls.redisUrl, 'FLUSHALL');
    }
    await handing;
    const from = performance.now();
    await redisCommand(arena.servers.urls.redisUrl, 'FLUSHALL');
    const toEnd = await world.timeToEnd();
    arena.recovered(
      'Redis lost with all it held',
      Math.max(toEnd, Math.round(performance.now() - from)),
      60_000,
    );
    await arena.verify(world);

    arena.note('flushes', flushes + 1);
  },
};
