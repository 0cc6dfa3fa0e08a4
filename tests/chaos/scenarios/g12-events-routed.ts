import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

export const eventsRouted: Scenario = {
  name: 'g12-events-routed',
  promise: 'G12',
  sentence: 'an event that nobody is bound to stays, the others flow, and it goes when somebody is',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await world.startAll();
    await world.tap.unbind('notification.#');
    await world.tap.bind('notification.sent');
    arena.fault('queue unbound');

    await world.load.hand(arena.scale(1_000, 100));
    const suppressed = async (): Promise<number> => {
      const rows =
        await world.sql`select from outbox where event ->> 'eventType' = 'notification.suppressed'`;
      return rows.count;
    };
    await until('all to end', async () => (await world.count('queued', 'sending')) === 0, 120_000);
    await until('the others to flow', async () => {
      const rows =
        await world.sql`select from outbox where event ->> 'eventType' = 'notification.sent'`;
      return rows.count === 0;
    });
    const held = await suppressed();
    arena.expect('each waits', held === (await world.count('suppressed')) && held > 0);
    await world.tap.bind('notification.#');
    await arena.verify(world);

    arena.note('events_held', held);
  },
};
