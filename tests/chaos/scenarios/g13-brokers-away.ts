import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

export const brokersAway: Scenario = {
  name: 'g13-brokers-away',
  promise: 'G13',
  sentence:
    'while RabbitMQ is away mail goes out and events wait; while Redis is away events go out and the API accepts',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await world.startAll();
    const part = arena.scale(1_000, 100);
    await world.load.hand(part);

    await arena.servers.rabbitmq.kill();
    const waiting = await world.load.hand(part);
    await until(
      'mail to go out',
      async () => (await world.count('queued', 'sending', 'retry_wait')) === 0,
      120_000,
    );
    const [held] = await world.sql<{ count: number }[]>`
      select count(*)::int as count from outbox where destination = 'exchange'`;
    arena.expect('its events wait', (held?.count ?? 0) >= waiting.length);
    await arena.servers.rabbitmq.start();
    const from = performance.now();
    await until('the events to flow', async () => {
      const [left] = await world.sql<{ count: number }[]>`
        select count(*)::int as count from outbox where destination = 'exchange'`;
      return (left?.count ?? 0) < (held?.count ?? 0);
    });
    arena.recovered('RabbitMQ restarted', Math.round(performance.now() - from), 15_000);

    await world.settled();
    await arena.servers.redis.kill();
    const accepted = await world.load.hand(part);
    arena.expect('the API accepts', accepted.length === part);
    await arena.servers.redis.start();
    const toEnd = await world.timeToEnd();
    arena.recovered('Redis restarted', toEnd, 30_000);
    await arena.verify(world);
  },
};
