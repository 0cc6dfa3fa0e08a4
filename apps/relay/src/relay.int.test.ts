import { submissionOf } from '@postroom/application/testing';
import { createTestVhost, eventually, type TestVhost } from '@postroom/local/testing';
import { type ChannelModel, connect, type Message } from 'amqplib';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { jobsOf, openRelayWorld, type RelayWorld } from './testing/relay-world.ts';

describe('with Redis and RabbitMQ', () => {
  let world: RelayWorld;
  let vhost: TestVhost;
  let client: ChannelModel;

  beforeEach(async () => {
    vhost = await createTestVhost(inject('servers'));
    client = await connect(vhost.url);
    world = await openRelayWorld({ queues: 'redis', rabbitmqUrl: vhost.url });
  });
  afterEach(async () => {
    await world.stop();
    await client.close();
    await vhost.drop();
  });

  const listen = async (pattern: string): Promise<readonly Message[]> => {
    const got: Message[] = [];
    const channel = await client.createChannel();
    await channel.assertExchange('notification.events', 'topic', { durable: true });
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'notification.events', pattern);
    await channel.consume(queue, (message) => message && got.push(message), { noAck: true });
    return got;
  };

  test('what was accepted before and after the start becomes a job each, and the outbox is empty', async () => {
    const before = await world.accept(600);
    await world.startRelay();
    const after = await world.accept(30);

    const expected = [...before, ...after].map((id) => `${id}.1`).sort();
    await eventually(
      () => jobsOf(world),
      (jobs) => jobs.length === 630,
    );

    expect(await jobsOf(world)).toEqual(expected);
    await eventually(
      () => world.outboxRows(),
      (rows) => rows === 0,
    );
  });

  test('a queue store that lost everything is filled again within seconds, with new dispatches', async () => {
    const ids = await world.accept(40);
    await world.startRelay();
    await eventually(
      () => jobsOf(world),
      (jobs) => jobs.length === 40,
    );
    await eventually(
      () => world.backend.generation(),
      (generation) => generation !== null,
    );

    await world.loseQueueStore();
    await eventually(
      () => jobsOf(world),
      (jobs) => jobs.length === 40,
      15_000,
    );

    expect(await jobsOf(world)).toEqual(ids.map((id) => `${id}.2`).sort());
  });

  test('what an operator files for many is done soon, and the log says so', async () => {
    const ids = await world.accept(30);
    await world.sql`update notifications set status = 'failed'`;
    await world.sql`delete from outbox`;
    const id = await world.fileRedrive();

    await world.startRelay();
    const jobs = await eventually(
      () => jobsOf(world),
      (found) => found.length === 30,
    );

    expect(jobs).toEqual(ids.map((each) => `${each}.2`).sort());
    await eventually(
      () => world.logLines.filter(({ event }) => event === 'operation.ended'),
      (lines) => lines.some(({ operation_id, done }) => operation_id === id && done === 30),
    );
  });

  test('what is old enough is gone soon after the start, and the log says so', async () => {
    await world.sql`
      insert into idempotency_keys (principal, route, key, body_hash, answer, created_at)
      values ('p', 'r', 'old', 'h', '{}', now() - interval '49 hours'), ('p', 'r', 'new', 'h', '{}', now())`;

    await world.startRelay();
    const left = await eventually(
      () => world.sql<{ key: string }[]>`select key from idempotency_keys`,
      (rows) => rows.length < 2,
    );

    expect(left.map(({ key }) => key)).toEqual(['new']);
    await eventually(
      () => world.logLines.filter(({ event }) => event === 'housekeeping'),
      (lines) => lines.some(({ chore, rows }) => chore === 'forget_idempotency_keys' && rows === 1),
    );
  });

  test('a scheduled notification waits in Postgres and becomes a job when it is due', async () => {
    await world.startRelay();
    const sendAt = new Date(Date.now() + 1_500);
    const { requests } = submissionOf();
    const [id] = await world.accept(1, { requests: requests.map((each) => ({ ...each, sendAt })) });

    await eventually(
      () => world.outboxRows(),
      (rows) => rows === 0,
    );

    expect(Date.now()).toBeGreaterThanOrEqual(sendAt.getTime() - 50);
    expect(await jobsOf(world)).toEqual([`${id}.1`]);
    const detail = await world.queries.notification(id ?? '');
    expect(detail?.notification.status).toBe('queued');
  });

  test('an event reaches who is bound to it, and one that nobody is bound to waits for somebody', async () => {
    const created = await listen('notification.preferences_created');
    await world.startRelay();

    await world.accept(1, {
      requests: [],
      newcomers: [{ userId: 'u-1', email: 'ada@example.com' }],
    });
    await eventually(
      () => created.length,
      (count) => count === 1,
    );

    expect(created[0]?.fields.routingKey).toBe('notification.preferences_created');
    expect(JSON.parse(String(created[0]?.content))).toMatchObject({
      event_type: 'notification.preferences_created',
      source_service: 'notification',
      userid: 'u-1',
    });
    await eventually(
      () => world.outboxRows(),
      (rows) => rows === 0,
    );
    const published = await world.metrics.eventsPublished.get();
    expect(published.values).toMatchObject([
      { value: 1, labels: { type: 'notification.preferences_created' } },
    ]);
  });

  test('an event that nobody is bound to stays in the outbox until somebody is', async () => {
    await world.startRelay();
    await world.accept(1, {
      requests: [],
      newcomers: [{ userId: 'u-1', email: 'ada@example.com' }],
    });
    await eventually(
      async () => (await world.metrics.eventsUnroutable.get()).values[0]?.value ?? 0,
      (count) => count > 0,
    );
    expect(await world.outboxRows()).toBe(1);

    const created = await listen('notification.#');

    await eventually(
      () => created.length,
      (count) => count === 1,
      15_000,
    );
    await eventually(
      () => world.outboxRows(),
      (rows) => rows === 0,
    );
  });

  test("a silent worker's notification is set going again", async () => {
    const [id] = await world.accept(1);
    const [claimed] = await world.deliveryStore.claim([
      {
        id: id ?? '',
        dispatch: 1,
        claim: 0,
        worker: 'silent',
        leaseMs: 1,
        templateHash: 'h',
        provider: 'smtp',
        subject: 'Hello',
        isEssential: false,
        onByDefault: true,
        category: 'transactional',
      },
    ]);
    expect(claimed?.status).toBe('sending');

    await world.startRelay();
    const { notification } = (await eventually(
      () => world.queries.notification(id ?? ''),
      (detail) => detail?.notification.status !== 'sending',
    )) ?? { notification: undefined };

    // The relay knows the built-in types only, and this one is a test's: no second copy of it.
    expect(notification).toMatchObject({
      status: 'unknown',
      reason: { code: 'worker_lost' },
      attempts: 1,
    });
  });

  test('two relays side by side make no second job and lose none', async () => {
    await world.startRelay();
    await world.startRelay();

    const ids = await world.accept(1_000);
    await eventually(
      () => jobsOf(world),
      (jobs) => jobs.length >= 1_000,
      20_000,
    );

    expect(await jobsOf(world)).toEqual(ids.map((id) => `${id}.1`).sort());
  });
});

describe('with Postgres alone', () => {
  test('lanes are in Postgres, and events end in the timeline as not published', async () => {
    const world = await openRelayWorld({ queues: 'postgres' });
    await world.startRelay();

    const ids = await world.accept(20);
    await eventually(
      () => jobsOf(world),
      (jobs) => jobs.length === 20,
    );
    await world.accept(1, {
      requests: [],
      newcomers: [{ userId: 'u-1', email: 'ada@example.com' }],
    });
    await eventually(
      () => world.outboxRows(),
      (rows) => rows === 0,
    );

    expect(await jobsOf(world)).toEqual(ids.map((id) => `${id}.1`).sort());
    await world.stop();
  });
});
