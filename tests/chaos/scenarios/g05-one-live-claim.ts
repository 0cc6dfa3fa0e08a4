import { openQueueBackend } from '@postroom/adapters/queue';
import { uniqueName } from '@postroom/local/testing';
import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

export const oneLiveClaim: Scenario = {
  name: 'g05-one-live-claim',
  promise: 'G5',
  sentence: 'of two workers that have the same job at the same time one sends',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    const total = arena.scale(10_000, 400);
    await world.fleet.keep('api');
    await world.load.hand(total, { type: 'security_alert' });
    const jobs = await world.sql<{ id: string; dispatch: number }[]>`
      delete from outbox where dispatch is not null returning notification_id as id, dispatch`;

    // Two stores that know nothing of each other, each with every job, and workers on both.
    const urls = [1, 2].map(() => `${arena.servers.urls.redisUrl}?prefix=${uniqueName('twin')}`);
    await Promise.all(
      urls.map(async (redisUrl) => {
        const backend = await openQueueBackend({ redisUrl });
        for (let from = 0; from < jobs.length; from += 500) {
          await backend.jobQueue('critical').add(jobs.slice(from, from + 500));
        }
        await backend.close();
      }),
    );
    await world.fleet.keep('worker', {
      count: 2,
      env: (member) => ({ REDIS_URL: urls[member - 1] ?? '' }),
    });
    // Not before: a relay would take what waits for half a minute for lost, and hand it to a third store.
    const isOver = async () => (await world.count('queued', 'sending', 'retry_wait')) === 0;
    await until('both workers to be done', isOver, 300_000);
    await world.fleet.keep('relay');
    await arena.verify(world);

    arena.fault('job had twice', jobs.length);
    arena.expect('nobody got two', world.smtp.copies.total === total);
  },
};
