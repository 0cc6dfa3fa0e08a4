import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProcessStore } from '@postroom/adapters/postgres';
import { startRabbitmq } from '@postroom/local';
import { eventually } from '@postroom/local/testing';
import { connect } from 'amqplib';
import { expect, test } from 'vitest';
import { jobsOf, openRelayWorld } from './testing/relay-world.ts';

/** Milliseconds; a broker of its own starts, and its tool takes seconds. */
const patienceMs = 60_000;

test('while RabbitMQ takes no messages events wait untouched, mail goes on, and the relay tells of it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'postroom-blocked-'));
  const rabbitmq = await startRabbitmq({ dir });
  const world = await openRelayWorld({ queues: 'redis', rabbitmqUrl: rabbitmq.url });
  const client = await connect(rabbitmq.url);
  const channel = await client.createChannel();
  await channel.assertExchange('notification.events', 'topic', { durable: true });
  await channel.assertQueue('heard', { durable: true });
  await channel.bindQueue('heard', 'notification.events', '#');
  const seen = async () => {
    const { processes } = await createProcessStore(world.sql).roster();
    return processes[0]?.sight.states.rabbitmq;
  };
  const newcomer = (userId: string) =>
    world.accept(1, { requests: [], newcomers: [{ userId, email: 'ada@example.com' }] });

  await rabbitmq.control('set_vm_memory_high_watermark', 'absolute', '1');
  await world.startRelay();
  await newcomer('u-1');
  await eventually(seen, (state) => state === 'blocked', patienceMs);
  const ids = await world.accept(5);
  await newcomer('u-2');
  await eventually(
    () => jobsOf(world),
    (jobs) => jobs.length === 5,
  );
  const rows = await world.sql`select tries from outbox where destination = 'exchange'`;
  const jobs = await jobsOf(world);
  const [alarm] = world.logLines.filter(({ state }) => state === 'blocked');

  await rabbitmq.control('set_vm_memory_high_watermark', '0.6');
  await eventually(
    () => world.outboxRows(),
    (count) => count === 0,
    patienceMs,
  );
  const { messageCount } = await channel.checkQueue('heard');
  await eventually(seen, (state) => state === 'up', patienceMs);

  expect(jobs).toEqual(ids.map((id) => `${id}.1`).sort());
  expect([...rows]).toEqual([{ tries: 0 }, { tries: 0 }]);
  expect(alarm).toMatchObject({ event: 'rabbitmq.state' });
  // What was on its way when the broker blocked is published anew: twice is possible, never is not.
  expect(messageCount).toBeGreaterThanOrEqual(2);
  await client.close();
  await world.stop();
  await rabbitmq.stop();
  rmSync(dir, { recursive: true, force: true });
}, 180_000);
