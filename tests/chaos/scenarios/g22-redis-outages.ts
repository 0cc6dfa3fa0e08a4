import { setTimeout as pause } from 'node:timers/promises';
import type { Scenario } from '../scenario.ts';

export const redisOutages: Scenario = {
  name: 'g22-redis-outages',
  promise: 'G22',
  sentence: 'after Redis was away for 3, 7, 20 and 120 seconds consumption resumes within 30',
  async run(arena) {
    const world = await arena.world({ provider: 'resend' });
    await world.startAll();
    for (const seconds of arena.scale(1, 0) === 1 ? [3, 7, 20, 3, 7, 120] : [3, 7]) {
      const handing = world.load.hand(arena.scale(500, 100));
      if (arena.random.chance(0.5)) await arena.servers.redis.kill();
      else await arena.servers.redis.stop();
      await pause(seconds * 1_000);
      await arena.servers.redis.start();
      arena.fault('Redis away');
      arena.recovered(`Redis away for ${seconds} s`, await world.timeToEnd(), 30_000);
      await handing;
    }
    await arena.verify(world);
  },
};
