import { openQueueBackend } from '@postroom/adapters/queue';
import { until } from '../../support/until.ts';
import { redisCommand } from '../harness/redis-command.ts';
import type { World } from '../harness/world.ts';
import type { Scenario } from '../scenario.ts';

export const redisFlushed: Scenario = {
  name: 'g04-redis-flushed',
  promise: 'G4',
  sentence:
    'everything accepted ends, though Redis forgets all it held ten times while it goes out, and keeps jobs as failed that are not',
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
    arena.fault('FLUSHALL', flushes + 1);
    await world.settled();
    arena.fault('job kept as failed', await keepAsFailed(world, arena.scale(100, 10)));
    await arena.verify(world);
  },
};

/** Redis says of jobs that they failed, and goes on knowing their ids, while Postgres has them waiting. */
const keepAsFailed = async (world: World, total: number): Promise<number> => {
  await world.fleet.release('worker');
  const backend = await openQueueBackend({ redisUrl: world.env.REDIS_URL });
  let failed = 0;
  const worker = backend.worker('critical', {
    concurrency: 10,
    onError: () => undefined,
    async process() {
      failed += 1;
      return { verdict: 'give_up', message: 'not Postroom’s word' };
    },
  });
  await world.load.hand(total, { type: 'security_alert' });
  await until('jobs to fail in Redis alone', () => failed === total);
  await worker.close(5_000);
  await backend.close();
  await world.fleet.keep('worker');
  return failed;
};
