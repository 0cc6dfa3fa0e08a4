import {
  connect as connectPostgres,
  createQueries,
  migrate,
  type Sql,
} from '@postroom/adapters/postgres';
import {
  createTestDatabase,
  createTestVhost,
  eventually,
  type TestDatabase,
  type TestVhost,
} from '@postroom/local/testing';
import { createLog, createMetrics, parseConfig, type Started } from '@postroom/runtime';
import { type Channel, type ChannelModel, connect, type Options } from 'amqplib';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { start } from './start.ts';

let database: TestDatabase;
let vhost: TestVhost;
let sql: Sql;
let client: ChannelModel;
let channel: Channel;
const bridges: Started[] = [];

beforeEach(async () => {
  const servers = inject('servers');
  [database, vhost] = await Promise.all([
    createTestDatabase({ servers, migrate, schemaVersion: 'bridge' }),
    createTestVhost(servers),
  ]);
  sql = connectPostgres({ url: database.url, max: 3 });
  client = await connect(vhost.url);
  channel = await client.createChannel();
});
afterEach(async () => {
  await Promise.all(bridges.splice(0).map((bridge) => bridge.stop()));
  await client.close();
  await sql.end({ timeout: 5 });
  await Promise.all([database.drop(), vhost.drop()]);
});

const startBridge = async (): Promise<void> => {
  const config = parseConfig(
    {
      DATABASE_URL: database.url,
      RABBITMQ_URL: vhost.url,
      APP_URL: 'https://app.example.com',
      OPS_PORT: '0',
    },
    'bridge',
  );
  const bridge = await start(config, {
    log: createLog({ level: 'silent', role: 'bridge' }),
    metrics: createMetrics({ role: 'bridge', version: 'test' }),
    signal: new AbortController().signal,
    fail: () => undefined,
  });
  bridges.push(bridge);
  await untilBound();
};

/** A message that is not routed comes back, so it can be asked whether the bindings are there. */
const untilBound = async (): Promise<void> => {
  const event = { userid: 'probe', username: 'Probe', email: 'probe@example.com', event_id: 'p' };
  await eventually(async () => {
    const probe = await client.createConfirmChannel();
    probe.on('error', () => undefined);
    let isReturned = false;
    probe.on('return', () => {
      isReturned = true;
    });
    try {
      await probe.assertExchange('notification.events', 'topic', { durable: true });
      const body = Buffer.from(JSON.stringify(event));
      probe.publish('notification.events', 'user.registered', body, { mandatory: true });
      await probe.waitForConfirms();
    } finally {
      await probe.close().catch(() => undefined);
    }
    return !isReturned;
  }, Boolean);
  await untilIdle();
};

const countIn = async (queue: string): Promise<number> =>
  (await channel.checkQueue(queue)).messageCount;

/** The queue is empty and the probe has been committed. */
const untilIdle = async (): Promise<void> => {
  await eventually(
    async () => (await sql`select 1 from preferences where user_id = 'probe'`).length,
    (count) => count === 1,
  );
};

const publish = (routingKey: string, body: unknown, options: Options.Publish = {}): void => {
  const content = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  channel.publish('notification.events', routingKey, content, { persistent: true, ...options });
};

const notifications = async () =>
  sql<{ id: string; type: string; source: string; correlation_id: string }[]>`
    select id, type, source, correlation_id from notifications order by id`;

const verification = {
  event_id: 'e-1',
  source_service: 'users',
  correlation_id: 'c-1',
  userid: 'u-1',
  username: 'Ada',
  email: 'ada@example.com',
  verify_token: 't-1',
};

test('an event becomes a notification, a job and default preferences, in either spelling', async () => {
  await startBridge();

  publish('user.email_verification_requested', {
    ...verification,
    event_type: 'UserEmailVerificationRequested',
  });
  const [notification] = await eventually(notifications, (rows) => rows.length === 1);

  expect(notification).toMatchObject({
    type: 'email_verification',
    source: 'users',
    correlation_id: 'c-1',
  });
  const detail = await createQueries(sql).notification(notification?.id ?? '');
  expect(detail?.notification).toMatchObject({
    userId: 'u-1',
    recipientEmail: 'ada@example.com',
    variables: { verification_link: 'https://app.example.com/verify/t-1' },
  });
  expect(await createQueries(sql).preferences('u-1')).toMatchObject({ email: 'ada@example.com' });
  const rows = await sql`select destination from outbox where notification_id is not null`;
  expect(rows.map(({ destination }) => destination)).toContain('critical');
});

test('a message that comes three times is accepted once', async () => {
  await startBridge();

  for (let i = 0; i < 3; i += 1) publish('user.email_verification_requested', verification);
  publish('user.email_verification_requested', { ...verification, event_id: 'e-2' });
  await eventually(notifications, (rows) => rows.length === 2);
  await eventually(
    () => countIn('notification.ingest'),
    (count) => count === 0,
  );

  expect(await notifications()).toHaveLength(2);
});

test('a burst of messages is taken in whole, and a second bridge helps', async () => {
  await startBridge();
  await startBridge();

  for (let i = 0; i < 1_000; i += 1) {
    const own = { event_id: `w-${i}`, email: `w${i}@example.com` };
    publish('user.welcome_requested', { ...verification, ...own });
  }
  await eventually(notifications, (rows) => rows.length === 1_000, 20_000);

  expect(await notifications()).toHaveLength(1_000);
});

test('broken events lie among the dead letters, each with its reason, and good ones go on', async () => {
  await startBridge();

  publish('user.welcome_requested', '{"userid":');
  publish('user.welcome_requested', { ...verification, event_id: 'b-1', email: 'nobody' });
  publish('user.welcome_requested', { ...verification, event_type: 'UserDeleted' });
  publish('notification.requested', {
    event_id: 'b-2',
    notification_type: 'welcome',
    userid: 'nobody-knows-this-one',
  });
  publish('user.welcome_requested', { ...verification, event_id: 'g-1', username: 'a\u0000b' });
  publish('user.welcome_requested', { ...verification, event_id: 'g-2' });
  await eventually(notifications, (rows) => rows.length === 1);
  await eventually(
    () => countIn('notification.ingest.dead'),
    (count) => count === 5,
  );

  const reasons: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const dead = await channel.get('notification.ingest.dead', { noAck: true });
    if (dead) reasons.push(String(dead.properties.headers?.['x-postroom-reason']));
  }
  expect(reasons.sort()).toEqual([
    expect.stringMatching(/^email: /),
    expect.stringMatching(/^event_type: "UserDeleted"/),
    expect.stringMatching(/^recipient_email: /),
    'the body is not JSON',
    expect.stringMatching(/^username: /),
  ]);
});

test('what arrived while no bridge was there is taken in by the next', async () => {
  await startBridge();
  await Promise.all(bridges.splice(0).map((bridge) => bridge.stop()));
  publish('user.welcome_requested', { ...verification, event_id: 'w-1' });
  await eventually(
    () => countIn('notification.ingest'),
    (count) => count === 1,
  );

  await startBridge();

  await eventually(notifications, (rows) => rows.length === 1);
});
