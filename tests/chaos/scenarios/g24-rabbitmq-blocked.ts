import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

/** RabbitMQ's own part of the memory at which it blocks publishers. */
const usualWatermark = '0.4';

export const rabbitmqBlocked: Scenario = {
  name: 'g24-rabbitmq-blocked',
  promise: 'G24',
  sentence:
    'while RabbitMQ blocks its publishers mail goes out and events wait; all of them are told after',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    const { rabbitmq } = arena.servers;
    await world.startAll();
    await world.load.hand(arena.scale(500, 50));
    await world.settled();
    await rabbitmq.control('set_vm_memory_high_watermark', '0');
    arena.fault('memory alarm of RabbitMQ');
    let held: number;
    let from: number;
    try {
      await world.load.hand(arena.scale(1_000, 100));
      await until(
        'mail to go out',
        async () => (await world.count('queued', 'sending', 'retry_wait')) === 0,
        120_000,
      );
      await until('the relay to say that it is blocked', async () => {
        const rows = await world.sql`
          select from processes where role = 'relay' and sight -> 'states' ->> 'rabbitmq' = 'blocked'`;
        return rows.count > 0;
      });
      const [waiting] = await world.sql<{ count: number; tries: number }[]>`
        select count(*)::int as count, coalesce(max(tries), 0)::int as tries from outbox
        where destination = 'exchange'`;
      held = waiting?.count ?? 0;
    } finally {
      from = performance.now();
      await rabbitmq.control('set_vm_memory_high_watermark', usualWatermark);
    }
    await until('the events to flow', async () => {
      const rows = await world.sql`select from outbox where destination = 'exchange'`;
      return rows.count < held;
    });
    arena.recovered('RabbitMQ takes messages again', Math.round(performance.now() - from), 15_000);
    await arena.verify(world);

    arena.note('events_held', held);
    arena.expect('its events wait', held >= arena.scale(1_000, 100));
  },
};
