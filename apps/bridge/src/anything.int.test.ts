import { connect as connectPostgres, migrate } from '@postroom/adapters/postgres';
import { createTestDatabase, createTestVhost, eventually } from '@postroom/local/testing';
import { createLog, createMetrics, parseConfig } from '@postroom/runtime';
import { type ConfirmChannel, connect, type Options } from 'amqplib';
import fc from 'fast-check';
import { expect, inject, onTestFinished, test } from 'vitest';
import { start } from './start.ts';

const events = [
  'user.registered',
  'user.email_verification_requested',
  'user.password_reset_requested',
  'user.welcome_requested',
  'user.security_alert_requested',
  'notification.requested',
];

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\0', '\ud800', 'a\r\nb', '\u2028', '__proto__', 'UserRegistered', ...events),
);
const anyValue = fc.oneof(fc.jsonValue(), anyText);
/** Mostly something good, so that the fields after it are reached. */
const mostly = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 20, arbitrary: good }, { weight: 1, arbitrary: anyValue });
const known = (value: string) => mostly(fc.constant(value));

const almostEvent = fc.record(
  {
    event_id: mostly(fc.uuid()),
    event_type: mostly(fc.constantFrom('UserWelcomeRequested', ...events)),
    source_service: known('users'),
    correlation_id: known('c-1'),
    timestamp: mostly(fc.constant(1_777_803_240)),
    userid: known('u-1'),
    username: known('Ada'),
    email: known('ada@example.com'),
    reset_token: known('t-1'),
    verify_token: known('t-1'),
    alert_message: known('Somebody signed in'),
    notification_type: mostly(fc.constantFrom('welcome', 'marketing')),
    recipient_email: known('ada@example.com'),
    content: fc.option(known('<p>Hello</p>')),
    template_vars: mostly(fc.dictionary(anyText, anyValue)),
    tags: mostly(fc.dictionary(fc.constantFrom('a', '__proto__'), fc.constantFrom('b', 'c'))),
  },
  { requiredKeys: ['userid', 'username', 'email'] },
);
const depths = fc.integer({ min: 1, max: 30_000 });
const body = fc.oneof(
  { weight: 6, arbitrary: almostEvent.map((event) => Buffer.from(JSON.stringify(event))) },
  { weight: 1, arbitrary: fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: depths.map((depth) =>
      Buffer.from(
        `{"userid":"u-1","username":"A","email":"a@example.com","notification_type":"marketing","recipient_email":"a@example.com","content":"<p>x</p>","template_vars":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`,
      ),
    ),
  },
);

/** What fits the short strings of the protocol: 255 bytes. */
const shortText = anyText.map((text) => Buffer.from(text).subarray(0, 200).toString());
const anyHeader = fc.oneof(
  shortText,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant({ nested: ['x'] }),
);
const options: fc.Arbitrary<Options.Publish> = fc.record(
  {
    messageId: shortText,
    type: fc.oneof(fc.constantFrom(...events), shortText),
    correlationId: shortText,
    contentType: shortText,
    headers: fc.dictionary(
      fc.constantFrom('event_type', 'x-correlation-id', 'traceparent', 'x-death', 'x'),
      anyHeader,
      { maxKeys: 3 },
    ),
  },
  { requiredKeys: [] },
);

const message = fc.record({
  routingKey: fc.constantFrom(...events),
  body,
  // Most messages say nothing that would overrule what they are.
  options: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: options }),
});

const count = 400;

test('whatever comes is accepted, known already, or dead with a reason; nothing is lost and nothing blocks', async () => {
  const servers = inject('servers');
  const [database, vhost] = await Promise.all([
    createTestDatabase({ servers, migrate, schemaVersion: 'bridge' }),
    createTestVhost(servers),
  ]);
  const sql = connectPostgres({ url: database.url, max: 2 });
  const client = await connect(vhost.url);
  const channel = await client.createConfirmChannel();
  await channel.assertExchange('notification.events', 'topic', { durable: true });
  const environment = { DATABASE_URL: database.url, RABBITMQ_URL: vhost.url, OPS_PORT: '0' };
  const metrics = createMetrics({ role: 'bridge', version: 'test' });
  const bridge = await start(
    parseConfig({ ...environment, APP_URL: 'https://app.example.com' }, 'bridge'),
    {
      log: createLog({ level: 'silent', role: 'bridge' }),
      metrics,
      signal: new AbortController().signal,
      fail: () => undefined,
    },
  );
  onTestFinished(async () => {
    await bridge.stop();
    await client.close();
    await sql.end({ timeout: 5 });
    await Promise.all([database.drop(), vhost.drop()]);
  });
  await untilBound(channel);
  const seed = 20_260_503;
  const messages = fc.sample(message, { numRuns: count, seed });

  for (const each of messages) {
    channel.publish('notification.events', each.routingKey, each.body, each.options);
  }
  await channel.waitForConfirms();
  const fates = await eventually(
    async () => fatesIn((await metrics.registry.getMetricsAsJSON()) as readonly Metric[]),
    ({ accepted, duplicate, dead }) => accepted + duplicate + dead === count + 1, // the probe
    60_000,
  );

  const said = `seed ${seed}: ${JSON.stringify(fates)}`;
  expect(Math.min(fates.accepted, fates.dead), said).toBeGreaterThan(count / 20);
  const inbox = await sql`select event_id from inbox`;
  expect(inbox, said).toHaveLength(fates.accepted);
  const reasons: string[] = [];
  for (;;) {
    const dead = await channel.get('notification.ingest.dead', { noAck: true });
    if (!dead) break;
    reasons.push(String(dead.properties.headers?.['x-postroom-reason'] ?? ''));
  }
  expect(reasons, said).toHaveLength(fates.dead);
  expect(
    reasons.filter((reason) => reason === '' || reason.startsWith('cannot be handled')),
  ).toEqual([]);
  expect((await channel.checkQueue('notification.ingest')).messageCount).toBe(0);
}, 120_000);

interface Metric {
  readonly name: string;
  readonly values: readonly {
    readonly value: number;
    readonly labels: Readonly<Record<string, string | number>>;
  }[];
}

const fatesIn = (all: readonly Metric[]) => {
  const values = all.find(({ name }) => name === 'postroom_ingested_total')?.values ?? [];
  const total = (outcome: string): number =>
    values
      .filter(({ labels }) => labels.outcome === outcome)
      .reduce((sum, { value }) => sum + value, 0);
  return { accepted: total('accepted'), duplicate: total('duplicate'), dead: total('dead') };
};

/** A message that is not routed comes back; the one that does not ends among the dead letters. */
const untilBound = async (channel: ConfirmChannel): Promise<void> => {
  let isReturned = false;
  channel.on('return', () => {
    isReturned = true;
  });
  await eventually(async () => {
    isReturned = false;
    // The last of the keys that are bound.
    const probe = { mandatory: true, messageId: 'probe' };
    channel.publish('notification.events', 'user.welcome_requested', Buffer.from('{}'), probe);
    await channel.waitForConfirms();
    return !isReturned;
  }, Boolean);
};
