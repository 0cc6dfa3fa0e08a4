import type { QueueName } from '@postroom/domain';
import { expect, test } from 'vitest';
import { verification, welcome } from '../testing/bodies.ts';
import { createTestApi } from '../testing/test-api.ts';

test('over the recipient cap a send is 429 with the time to wait', async () => {
  const api = createTestApi({ recipientCap: 2 });
  const key = api.keyFor('shop', ['send']);
  const send = (given = {}) => api.call('/notifications/send', { key, body: welcome(given) });

  const taken = [await send(), await send({ recipient_email: 'ADA@example.com' })];
  const refused = await send();
  const others = [await send({ recipient_email: 'bob@example.com' })];
  others.push(await api.call('/notifications/send', { key, body: verification() }));

  expect([...taken, ...others].map(({ status }) => status)).toEqual([202, 202, 202, 202]);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('3600');
  expect(refused.headers.get('ratelimit-policy')).toBe('"recipient";q=2;w=3600');
  expect(refused.headers.get('ratelimit')).toBe('"recipient";r=0;t=3600');
  expect(refused.json).toMatchObject({
    code: 'recipient_cap',
    errors: [{ pointer: '#/recipient_email', code: 'recipient_cap' }],
  });
  expect(refused.text).not.toContain('ada@');
});

test('a replay at the cap is answered as before; a new key is refused and stays free', async () => {
  const api = createTestApi({ recipientCap: 1 });
  const key = api.keyFor('shop', ['send']);
  const send = (idempotencyKey: string) =>
    api.call('/notifications/send', {
      key,
      body: welcome(),
      headers: { 'idempotency-key': idempotencyKey },
    });

  const first = await send('k-1');
  const replay = await send('k-1');
  const refused = await send('k-2');
  api.world.advance(3_600_000);
  const later = await send('k-2');

  expect([first, replay, refused, later].map(({ status }) => status)).toEqual([202, 202, 429, 202]);
  expect(replay.text).toBe(first.text);
  expect(replay.headers.get('idempotent-replayed')).toBe('true');
  expect(later.headers.get('idempotent-replayed')).toBeNull();
});

test('a strict batch over the cap is refused whole and names each item; a permissive one per item', async () => {
  const api = createTestApi({ recipientCap: 1 });
  const key = api.keyFor('shop', ['send']);
  const notifications = [
    welcome(),
    welcome({ recipient_email: 'bob@example.com' }),
    welcome(),
    welcome(),
  ];

  const strict = await api.call('/notifications/batch', { key, body: { notifications } });
  const permissive = await api.call('/notifications/batch?mode=permissive', {
    key,
    body: { notifications },
  });

  expect(strict.status).toBe(429);
  expect(strict.headers.get('retry-after')).toBe('3600');
  expect(strict.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '#/notifications/2/recipient_email',
    '#/notifications/3/recipient_email',
  ]);
  expect(permissive.status).toBe(202);
  const answers = permissive.json.notifications.map(
    (answer: { status?: string; error?: { code: string; status: number } }) =>
      answer.status ?? [answer.error?.code, answer.error?.status],
  );
  expect(answers).toEqual(['queued', 'queued', ['recipient_cap', 429], ['recipient_cap', 429]]);
});

test('a closed lane is 503 with the time to wait, for its own types only', async () => {
  const closed = new Set<QueueName>(['standard']);
  const api = createTestApi({ isLaneClosed: (queue) => closed.has(queue) });
  const key = api.keyFor('shop', ['send']);

  const refused = await api.call('/notifications/send', { key, body: welcome() });
  const taken = await api.call('/notifications/send', { key, body: verification() });
  const mixed = await api.call('/notifications/batch', {
    key,
    body: { notifications: [verification(), welcome()] },
  });
  const permissive = await api.call('/notifications/batch?mode=permissive', {
    key,
    body: { notifications: [verification(), welcome()] },
  });
  closed.clear();
  const later = await api.call('/notifications/send', { key, body: welcome() });

  expect([refused.status, taken.status, mixed.status, permissive.status, later.status]).toEqual([
    503, 202, 503, 202, 202,
  ]);
  expect([refused, mixed].map(({ headers }) => headers.get('retry-after'))).toEqual(['30', '30']);
  expect(refused.json).toMatchObject({
    code: 'admission_closed',
    errors: [{ pointer: '#/notification_type' }],
  });
  expect(mixed.json.errors).toMatchObject([{ pointer: '#/notifications/1/notification_type' }]);
  expect(permissive.json.notifications).toMatchObject([
    { status: 'queued' },
    { error: { code: 'admission_closed', status: 503 } },
  ]);
});
