import { until } from '../../support/until.ts';
import { redisCommand } from '../harness/redis-command.ts';
import type { Scenario } from '../scenario.ts';

export const redisFull: Scenario = {
  name: 'g24-redis-full',
  promise: 'G24',
  sentence:
    'a Redis that is full takes no job and loses none: rows wait in Postgres, and go when there is room',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await world.startAll();
    const redis = arena.servers.urls.redisUrl;
    await world.timeToEnd();
    await redisCommand(redis, 'CONFIG', 'SET', 'maxmemory', '1');
    arena.fault('Redis without memory');
    const ids = await world.load.hand(arena.scale(1_000, 100), { type: 'security_alert' });
    const [waiting] = await world.sql<{ count: number }[]>`
      select count(*)::int as count from outbox where dispatch is not null`;
    await redisCommand(redis, 'CONFIG', 'SET', 'maxmemory', '0');
    await until('them to go', async () => (await world.count('sent')) > ids.length / 2, 120_000);
    await arena.verify(world);

    arena.note('rows_that_waited', waiting?.count ?? 0);
    arena.expect('every row waited in Postgres', waiting?.count === ids.length);
    arena.expect('all were sent', (await world.count('sent')) === ids.length + 1);
  },
};
