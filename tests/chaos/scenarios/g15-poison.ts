import { connect } from 'amqplib';
import { until } from '../../support/until.ts';
import type { World } from '../harness/world.ts';
import type { Arena, Scenario } from '../scenario.ts';

export const poison: Scenario = {
  name: 'g15-poison',
  promise: 'G15',
  sentence:
    'messages and outbox rows that nobody can handle, and a notification that kills its worker, are set aside with a reason and hold up nobody',
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
    arena.fault('poisonous message', poisonous);
    arena.fault('poisonous row', poisonous);
    if (arena.scale(1, 0) === 1) await oneCrasher(world, arena);
    arena.expect('every poisonous row is set aside', aside?.count === poisonous);
    arena.expect('each says why', aside?.explained === poisonous);
    arena.expect('a dead letter says why', reason.length > 0);
  },
};

/** One among ten thousand, over which each worker dies that takes it. */
const oneCrasher = async (world: World, arena: Arena): Promise<void> => {
  await world.fleet.release('worker');
  const ids = await world.load.hand(10_000, { type: 'security_alert' });
  const crasher = arena.random.pick(ids);
  await world.fleet.keep('worker', {
    count: 2,
    env: () => ({ POSTROOM_FAIL_POINTS: `worker.claim.before@id:${crasher}` }),
  });
  await arena.verify(world);

  const unsent = await world.sql<{ id: string; error_code: string }[]>`
    select id, error_code from notifications where id = any(${[...ids]}::uuid[]) and status <> 'sent'`;
  arena.fault('notification that kills its worker');
  arena.expect(
    'it alone is set aside, as poison',
    unsent.length === 1 && unsent[0]?.id === crasher && unsent[0].error_code === 'poison',
  );
};
