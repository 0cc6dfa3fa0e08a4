import { createResolver, type IncomingMessage } from '@postroom/adapters/amqp';
import { type Receipt, StoreError, type Submission } from '@postroom/application';
import { DomainError } from '@postroom/domain';
import { createLog, createMetrics } from '@postroom/runtime';
import { builtInTypes, createCatalogue } from '@postroom/templates';
import { expect, test } from 'vitest';
import { ingest } from './ingest.ts';
import { createObserver } from './observe.ts';
import { knownEvents } from './own-events.ts';

const catalogue = createCatalogue(builtInTypes);
const metrics = createMetrics({ role: 'bridge', version: 'test' });

const messageOf = (body: unknown, routingKey = 'user.welcome_requested'): IncomingMessage => ({
  routingKey,
  properties: {},
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const ada = { userid: 'u-1', username: 'Ada', email: 'ada@example.com' };

const bridge = (accept: (submission: Submission) => Promise<Receipt>) => {
  const outcomes: string[] = [];
  const lines: string[] = [];
  const observe = createObserver(
    metrics,
    createLog({
      level: 'debug',
      role: 'bridge',
      destination: { write: (line) => void lines.push(line) },
    }),
  );
  const handle = ingest({
    catalogue,
    appUrl: 'https://app.example.com',
    resolve: createResolver(knownEvents(catalogue)),
    now: () => new Date(),
    newId: () => 'new-id',
    accept,
    observe: (ingested) => {
      outcomes.push(ingested.outcome);
      observe(ingested);
    },
  });
  return { handle, outcomes, lines };
};

const accepted = async (): Promise<Receipt> => ({ outcome: 'accepted', notifications: [] });

test('a message is acknowledged only once it is committed', async () => {
  let commit: (receipt: Receipt) => void = () => undefined;
  const { handle } = bridge(
    () =>
      new Promise((resolve) => {
        commit = resolve;
      }),
  );
  let handled: unknown;

  const handling = handle(messageOf(ada)).then((outcome) => {
    handled = outcome;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(handled).toBeUndefined();
  commit(await accepted());
  await handling;

  expect(handled).toBe('ack');
});

test('a message seen before is acknowledged and counted apart', async () => {
  const { handle, outcomes } = bridge(async () => ({ outcome: 'duplicate', notifications: [] }));

  expect(await handle(messageOf(ada))).toBe('ack');

  expect(outcomes).toEqual(['duplicate']);
});

test('what cannot be understood is dead, with the reason', async () => {
  const { handle, outcomes } = bridge(accepted);

  expect(await handle(messageOf('{'))).toEqual({ dead: 'the body is not JSON' });
  expect(await handle(messageOf(ada, 'user.deleted'))).toEqual({
    dead: 'event_type: "user.deleted" is not a known event',
  });
  expect(await handle(messageOf({ ...ada, email: 'nobody' }))).toMatchObject({
    dead: expect.stringMatching(/^email: /),
  });

  expect(outcomes).toEqual(['dead', 'dead', 'dead']);
});

test('while the store is away a message stays in hand and is never dead', async () => {
  const { handle, outcomes } = bridge(() =>
    Promise.reject(new StoreError('unavailable', 'postgres is unavailable')),
  );

  expect(await handle(messageOf(ada))).toBe('requeue');

  expect(outcomes).toEqual(['deferred']);
});

test('a store that stays away is told of once, however many messages it defers', async () => {
  const { handle, lines } = bridge(() =>
    Promise.reject(new StoreError('unavailable', 'postgres is unavailable')),
  );

  for (let i = 0; i < 5; i += 1) await handle(messageOf(ada));

  const levels = lines.map((line) => JSON.parse(line).level);
  expect(levels).toEqual(['warn', 'debug', 'debug', 'debug', 'debug']);
});

test('a closed door is for now too; what the rules refuse is dead with every fault', async () => {
  const closed = bridge(() => Promise.reject(new DomainError('admission_closed', 'too much')));
  expect(await closed.handle(messageOf(ada))).toBe('requeue');

  const issue = { path: ['recipient_email'], code: 'required', detail: 'is required' } as const;
  const refused = bridge(() =>
    Promise.reject(new DomainError('validation_failed', 'bad', [issue, { ...issue, path: ['a'] }])),
  );
  expect(await refused.handle(messageOf(ada))).toEqual({
    dead: 'recipient_email: is required; a: is required',
  });
});

test('a bug is thrown, for the consumer to try again', async () => {
  const { handle } = bridge(() => Promise.reject(new TypeError('undefined is not a function')));

  await expect(handle(messageOf(ada))).rejects.toThrow(TypeError);
});

test('a line of the log says what came in and holds neither address nor token', async () => {
  const { handle, lines } = bridge(accepted);

  await handle(
    messageOf(
      { ...ada, reset_token: 's3cret', event_id: 'e-1', correlation_id: 'c-1' },
      'user.password_reset_requested',
    ),
  );

  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    event: 'message.accepted',
    type: 'user.password_reset_requested',
    correlation_id: 'c-1',
    event_id: 'e-1',
  });
  expect(lines[0]).not.toContain('s3cret');
  expect(lines[0]).not.toContain('ada@example.com');
});

test('sources beyond the first fifty share a label, so that metrics stay bounded', async () => {
  const { handle } = bridge(accepted);

  for (let i = 0; i < 60; i += 1) await handle(messageOf({ ...ada, source_service: `s-${i}` }));

  const { values } = await metrics.accepted.get();
  const sources = new Set(values.map(({ labels }) => labels.source));
  expect(sources).toContain('other');
  expect(sources.size).toBeLessThanOrEqual(52);
});
