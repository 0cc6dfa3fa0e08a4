import { connect, type Message } from 'amqplib';
import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

const eventOf = (n: number) => ({
  event_id: `event-${n}`,
  userid: `user${n}`,
  email: `user${n}@example.com`,
  alert_message: `Sign-in number ${n}`,
});

/** Bridges after the dying ones that may be needed until nothing is left. */
const turns = 3;
const deaths = ['bridge.work.after@2', 'bridge.transaction.after@2'];

export const amqpOnce: Scenario = {
  name: 'g14-amqp-once',
  promise: 'G14',
  sentence:
    'a message that comes three times, to a bridge that dies before and after its commit, makes one notification',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    const total = arena.scale(1_000, 120);
    const lives = arena.scale(10, 2);
    await world.startAll();
    await world.fleet.keep('bridge', {
      env: (_, life) => {
        const death = deaths[life % deaths.length];
        return life <= lives && death ? { POSTROOM_FAIL_POINTS: death } : {};
      },
    });
    const connection = await connect(world.env.RABBITMQ_URL ?? '');
    const channel = await connection.createConfirmChannel();
    const messages = Array.from({ length: total * 3 }, (_, place) => place);
    world.expectMore(total);
    let routed = 0;
    const returned = new Set<string>();
    const publish = (place: number): void => {
      const messageId = String(place);
      channel.publish(
        'notification.events',
        'user.security_alert_requested',
        Buffer.from(JSON.stringify(eventOf(place % total))),
        { persistent: true, mandatory: true, messageId },
        () => {
          // A bridge that has never run has bound nothing yet: such a message comes back, and goes again.
          if (returned.delete(messageId)) setTimeout(publish, 250, place);
          else routed += 1;
        },
      );
    };
    channel.on('return', (message: Message) => {
      returned.add(String(message.properties.messageId));
    });
    for (const place of arena.random.shuffled(messages)) publish(place);
    await until('every message to be in the queue', () => routed === messages.length, 60_000);
    const left = async (): Promise<number> =>
      (await channel.checkQueue('notification.ingest')).messageCount;
    await until(
      'every message to be a notification',
      async () => (await world.sql`select from notifications`).count >= total,
      120_000,
    );
    // What a bridge had in its hands when it died comes again, perhaps only to the next.
    for (let turn = 1; turn <= turns; turn += 1) {
      await until('every message to be taken', async () => (await left()) === 0, 120_000);
      await world.fleet.release('bridge');
      if ((await left()) === 0) break;
      if (turn < turns) await world.fleet.keep('bridge');
    }
    const messageCount = await left();
    await connection.close();
    await arena.verify(world);

    arena.expect('no message is left', messageCount === 0);
    arena.fault('message repeated', messages.length - total);
    arena.expect('nobody got two', world.smtp.copies.total === total);
  },
};
