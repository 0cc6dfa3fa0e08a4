import { openQueueBackend } from '@postroom/adapters/queue';
import { until } from '../../support/until.ts';
import type { World } from '../harness/world.ts';
import type { Scenario } from '../scenario.ts';

export const brokersAway: Scenario = {
  name: 'g13-brokers-away',
  promise: 'G13',
  sentence:
    'while RabbitMQ is away mail goes out and events wait; while Redis is away events go out and the API accepts; while one lane is full the others flow',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp', env: { LANE_HIGH_WATER: '100' } });
    await world.startAll();
    const part = arena.scale(1_000, 100);
    await world.load.hand(part);

    await arena.servers.rabbitmq.kill();
    arena.fault('RabbitMQ killed');
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
    arena.fault('Redis killed');
    const accepted = await world.load.hand(part, { type: 'security_alert' });
    arena.expect('the API accepts', accepted.length === part);
    const cancelled = accepted.slice(0, 20);
    await Promise.all(cancelled.map((id) => post(world, `/notifications/${id}/cancel`)));
    await until('events to go out', () =>
      cancelled.every((id) => world.tap.seen.has(`${id}.0.cancelled`)),
    );
    await arena.servers.redis.start();
    const toEnd = await world.timeToEnd();
    arena.recovered('Redis restarted', toEnd, 30_000);
    await world.settled();
    arena.fault('full lane');
    arena.note('urgent_past_a_full_lane_ms', await pastAFullLane(world, arena.scale(1_000, 300)));
    await arena.verify(world);
  },
};

/** What a password reset takes while the lane for campaigns stands still, with more than it holds. */
const pastAFullLane = async (world: World, total: number): Promise<number> => {
  await post(world, '/lanes/bulk/pause');
  const backend = await openQueueBackend({ redisUrl: world.env.REDIS_URL });
  await until('the lane to stand still', () => backend.isLanePaused('bulk'));
  await backend.close();
  await world.load.hand(total, { type: 'marketing' });
  const toEnd = await world.timeToEnd();
  const [left] = await world.sql<{ count: number }[]>`
    select count(*)::int as count from outbox where destination = 'bulk'`;
  if (!left?.count) throw new Error('the lane was not full');
  await post(world, '/lanes/bulk/resume');
  return toEnd;
};

const post = async (world: World, path: string): Promise<void> => {
  const response = await fetch(`${world.apiUrl}${path}`, { method: 'POST' });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
};
