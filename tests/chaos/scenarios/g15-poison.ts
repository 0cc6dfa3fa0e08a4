import { connect } from 'amqplib';
import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

export const poison: Scenario = {
  name: 'g15-poison',
  promise: 'G15',
  sentence:
    'a message and outbox rows that nobody can handle are set aside with a reason, and hold up nobody',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await world.startAll();
    await world.fleet.keep('bridge');
    const connection = await connect(world.env.RABBITMQ_URL ?? '');
    const channel = await connection.createConfirmChannel();
    await until('the bridge to listen', async () => {
      const { consumerCount } = await channel.checkQueue('notification.ingest');
      return consumerCount > 0;
    });
    const poisonous = arena.scale(100, 10);
    for (let n = 0; n < poisonous; n += 1) {
      channel.sendToQueue('notification.ingest', Buffer.from(`{"broken": ${n}`));
    }
    await channel.waitForConfirms();
    await world.sql`
      insert into outbox (destination, notification_id, dispatch, available_at)
      select 'critical', gen_random_uuid(), 0, now() from generate_series(1, ${poisonous})`;

    await world.load.hand(arena.scale(1_000, 100));
    await until('the dead letters', async () => {
      const { messageCount } = await channel.checkQueue('notification.ingest.dead');
      return messageCount === poisonous;
    });
    const dead = await channel.get('notification.ingest.dead', { noAck: true });
    await connection.close();
    await arena.verify(world);

    const [aside] = await world.sql<{ count: number; explained: number }[]>`
      select count(*)::int as count, count(last_error)::int as explained
      from outbox where quarantined_at is not null`;
    const reason = dead === false ? '' : String(dead.properties.headers?.['x-postroom-reason']);
    arena.note('poisonous_messages', poisonous);
    arena.expect('every poisonous row is set aside', aside?.count === poisonous);
    arena.expect('each says why', aside?.explained === poisonous);
    arena.expect('a dead letter says why', reason.length > 0);
  },
};
