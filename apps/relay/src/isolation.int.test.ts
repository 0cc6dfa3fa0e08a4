import { createTestVhost, eventually } from '@postroom/local/testing';
import { connect } from 'amqplib';
import { expect, inject, test } from 'vitest';
import { jobsOf, openRelayWorld } from './testing/relay-world.ts';

const newcomer = { requests: [], newcomers: [{ userId: 'u-1', email: 'ada@example.com' }] };

test('while RabbitMQ is away jobs flow, and events wait untouched', async () => {
  const world = await openRelayWorld({ queues: 'redis', rabbitmqUrl: 'amqp://127.0.0.1:1' });
  await world.accept(1, newcomer);
  await world.startRelay();

  const ids = await world.accept(50);
  await eventually(
    () => jobsOf(world),
    (jobs) => jobs.length === 50,
  );

  expect(await jobsOf(world)).toEqual(ids.map((id) => `${id}.1`).sort());
  await eventually(
    () => world.outboxRows(),
    (rows) => rows === 1,
  );
  const rows = await world.sql`select destination, tries from outbox`;
  expect(rows).toMatchObject([{ destination: 'exchange', tries: 0 }]);
  await world.stop();
});

test('while the queue store is away events flow, and jobs wait untouched', async () => {
  const vhost = await createTestVhost(inject('servers'));
  const world = await openRelayWorld({ queues: 'redis that is away', rabbitmqUrl: vhost.url });
  const client = await connect(vhost.url);
  const channel = await client.createChannel();
  await channel.assertExchange('notification.events', 'topic', { durable: true });
  const { queue } = await channel.assertQueue('heard', { durable: true });
  await channel.bindQueue(queue, 'notification.events', '#');
  await world.accept(50);
  await world.startRelay();

  await world.accept(1, newcomer);
  await eventually(
    async () => (await channel.checkQueue(queue)).messageCount,
    (count) => count === 1,
  );

  await eventually(
    () => world.outboxRows(),
    (rows) => rows === 50,
  );
  await world.stop();
  await client.close();
  await vhost.drop();
});
