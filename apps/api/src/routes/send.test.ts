import { StoreError } from '@postroom/application';
import { expect, test } from 'vitest';
import { verification, welcome } from '../testing/bodies.ts';
import { createTestApi } from '../testing/test-api.ts';

const send = '/notifications/send';

test('a good request is accepted, and the answer says where to look for it', async () => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['send']);

  const answer = await api.call(send, { key, body: welcome() });

  expect(answer.status).toBe(202);
  const [notification] = api.world.state().notifications.values();
  expect(answer.json).toEqual({ notification_id: notification?.id, status: 'queued' });
  expect(answer.headers.get('location')).toBe(`/notifications/${notification?.id}`);
  expect(notification).toMatchObject({ source: 'shop', test: false, type: 'welcome' });
});

test('a notification for later is scheduled', async () => {
  const api = createTestApi({ auth: 'off' });

  const answer = await api.call(send, { body: welcome({ send_at: '2026-06-01T00:00:00Z' }) });

  expect(answer.json.status).toBe('scheduled');
});

test('without authentication the source is http', async () => {
  const api = createTestApi({ auth: 'off' });

  await api.call(send, { body: welcome() });

  expect([...api.world.state().notifications.values()][0]?.source).toBe('http');
});

test('what a test key hands in is marked as a test', async () => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['send'], 'test');

  await api.call(send, { key, body: welcome() });

  expect([...api.world.state().notifications.values()][0]?.test).toBe(true);
});

test('every fault of a body is named at once, with its place and a suggestion', async () => {
  const api = createTestApi({ auth: 'off' });

  const answer = await api.call(send, {
    body: {
      notification_type: 'email_verification',
      recipient_emial: 'ada@example.com',
      userid: 'a b',
      template_vars: { usernam: 'Ada', verification_link: 'javascript:alert(1)' },
      tags: { 'a/b': 'c' },
    },
  });

  expect(answer.status).toBe(422);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.json).toMatchObject({
    type: '/documentation/errors#validation_failed',
    status: 422,
    code: 'validation_failed',
    instance: send,
  });
  const places = answer.json.errors.map((each: { pointer: string }) => each.pointer);
  expect(places.toSorted()).toEqual([
    '#/recipient_emial',
    '#/tags/a~1b',
    '#/template_vars/usernam',
    '#/template_vars/username',
    '#/template_vars/verification_link',
    '#/userid',
  ]);
  expect(answer.text).toContain('did you mean recipient_email?');
  expect(api.world.state().notifications.size).toBe(0);
});

test('a key without the scope is refused before the body is read', async () => {
  const api = createTestApi();
  const key = api.keyFor('reader', ['read', 'preferences']);

  const answer = await api.call(send, { key, rawBody: 'no json at all' });

  expect(answer.status).toBe(403);
  expect(answer.json.code).toBe('forbidden');
  expect(answer.headers.get('www-authenticate')).toContain('scope="send"');
});

test('a user without preferences has no address to send to', async () => {
  const api = createTestApi({ auth: 'off' });
  const body = { notification_type: 'welcome', userid: 'u-1' };

  const answer = await api.call(send, { body });

  expect(answer.status).toBe(422);
  expect(answer.json.errors[0]).toMatchObject({ pointer: '#/recipient_email', code: 'required' });
});

test('the same key and body, however spelt, are answered with what the first was answered', async () => {
  const api = createTestApi({ auth: 'off' });
  const body = welcome({ tags: { a: '1', b: '2' } });
  const first = await api.call(send, { body, headers: { 'Idempotency-Key': '"order-1"' } });

  const spelt = `{ "tags": {"b":"2", "a":"1"}, "template_vars": {"username": "\\u0041da"},
    "recipient_email": "ada@example.com", "notification_type": "welcome" }`;
  const second = await api.call(send, {
    rawBody: spelt,
    headers: { 'Idempotency-Key': 'order-1' },
  });

  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect([second.status, second.text]).toEqual([first.status, first.text]);
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(api.world.state().notifications.size).toBe(1);
});

test('fifty callers with one key at once make one notification', async () => {
  const api = createTestApi({ auth: 'off' });
  const call = { body: welcome(), headers: { 'Idempotency-Key': 'k' } };

  const answers = await Promise.all(Array.from({ length: 50 }, () => api.call(send, call)));

  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(api.world.state().notifications.size).toBe(1);
});

test('a key that came with another body is refused', async () => {
  const api = createTestApi({ auth: 'off' });
  const headers = { 'Idempotency-Key': 'k' };
  await api.call(send, { body: welcome(), headers });

  const answer = await api.call(send, { body: verification(), headers });

  expect(answer.status).toBe(422);
  expect(answer.json.code).toBe('idempotency_key_reused');
});

test('two callers may use the same key, and so may two routes', async () => {
  const api = createTestApi();
  const headers = { 'Idempotency-Key': 'k' };
  const shop = api.keyFor('shop', ['send']);
  const crm = api.keyFor('crm', ['send']);
  const shopTest = api.keyFor('shop', ['send'], 'test');

  for (const key of [shop, crm, shopTest]) await api.call(send, { key, body: welcome(), headers });
  const body = { notifications: [welcome()] };
  await api.call('/notifications/batch', { key: shop, body, headers });

  expect(api.world.state().notifications.size).toBe(4);
});

test('a request that was refused may be repeated with its key', async () => {
  const api = createTestApi({ auth: 'off' });
  const headers = { 'Idempotency-Key': 'k' };
  await api.call(send, { body: welcome({ recipient_email: 'nobody' }), headers });

  const answer = await api.call(send, { body: welcome(), headers });

  expect(answer.status).toBe(202);
  expect(answer.headers.get('idempotent-replayed')).toBeNull();
});

test.each(['', '"open', 'a'.repeat(256), '""', 'smörgås', '"a"b"'])(
  'the idempotency key %j is refused by name of its header',
  async (idempotencyKey) => {
    const api = createTestApi({ auth: 'off' });
    // Header values travel as Latin-1.
    const headers = { 'Idempotency-Key': Buffer.from(idempotencyKey).toString('latin1') };

    const answer = await api.call(send, { body: welcome(), headers });

    expect(answer.status).toBe(422);
    expect(answer.json.errors[0].header).toBe('Idempotency-Key');
  },
);

test('when the database is away the answer is 503 and says when to come again', async () => {
  const accept = () => Promise.reject(new StoreError('unavailable', 'secret host is away'));
  const api = createTestApi({ auth: 'off', accept });

  const answer = await api.call(send, { body: welcome() });

  expect(answer.status).toBe(503);
  expect(answer.json.code).toBe('unavailable');
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(answer.text).not.toContain('secret host');
});

test('accepted notifications are counted by source and type, replays are not', async () => {
  const api = createTestApi({ auth: 'off' });
  const call = { body: welcome(), headers: { 'Idempotency-Key': 'k' } };

  await api.call(send, call);
  await api.call(send, call);

  const metrics = await api.metrics.registry.metrics();
  expect(metrics).toContain('postroom_accepted_total{source="http",type="welcome"} 1');
});
