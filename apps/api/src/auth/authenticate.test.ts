import { newApiKey, parseApiKey } from '@postroom/application';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const path = '/notifications/history/u-1';

test('without a key the answer is 401 and names the scheme', async () => {
  const answer = await createTestApi().call(path);

  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="postroom"');
  expect(answer.json.code).toBe('unauthenticated');
});

test('an unknown id, a wrong secret, the wrong kind and a revoked key get one and the same answer', async () => {
  const api = createTestApi();
  const good = api.keyFor('shop', ['read']);
  const revoked = api.keyFor('old', ['read']);
  api.revoke(revoked);
  const bad = [
    newApiKey('live'),
    `${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`,
    good.replace('pr_live_', 'pr_test_'),
    revoked,
  ];

  const answers = await Promise.all(
    bad.map((key) => api.call(path, { key, headers: { 'X-Correlation-ID': 'c' } })),
  );

  expect((await api.call(path, { key: good })).status).toBe(200);
  for (const answer of answers) {
    expect(answer.status).toBe(401);
    expect(answer.text).toBe(answers[0]?.text);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  }
});

test.each([
  'Basic dTpw',
  'Bearer',
  'Bearer a b',
  'Bearer short',
  'pr_live_x_y',
  `Bearer ${'x'.repeat(600)}`,
])('the credentials %s are refused', async (authorization) => {
  const answer = await createTestApi().call(path, { headers: { authorization } });

  expect(answer.status).toBe(401);
});

test('the scheme is read without regard to case', async () => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['read']);

  const answer = await api.call(path, { headers: { authorization: `bearer ${key}` } });

  expect(answer.status).toBe(200);
});

test('an administrator may do what every scope may', async () => {
  const api = createTestApi();
  const key = api.keyFor('ops', ['admin']);

  expect((await api.call(path, { key })).status).toBe(200);
  expect((await api.call('/notifications/preferences/u-1', { key })).status).toBe(404);
  expect((await api.call('/notifications/send', { key, body: {} })).status).toBe(422);
});

test('no line of the log holds a key', async () => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['read']);

  await api.call(path, { key });
  await api.call(`/nope/${key}`, { key });

  expect(JSON.stringify(api.lines)).not.toContain(key.split('_')[3]);
});

test('a new key has at least 160 random bits of secret and can be read again', () => {
  const key = newApiKey('live');

  const secret = key.split('_')[3] ?? '';
  expect(Buffer.from(secret, 'hex').length * 8).toBeGreaterThanOrEqual(160);
  expect(parseApiKey(key)).toMatchObject({ id: key.split('_')[2], test: false });
  expect(newApiKey('test')).not.toBe(newApiKey('test'));
});

test('a first key that begins like a test key is one, whatever its shape', () => {
  expect(parseApiKey('pr_test_0123456789abcdef')).toMatchObject({ test: true });
  expect(parseApiKey('a-long-bootstrap-secret')).toMatchObject({ test: false });
});

test('a first key of another shape is its own secret under an id that does not tell it', () => {
  const key = parseApiKey('a-long-bootstrap-secret');

  expect(key?.id).toMatch(/^own-[0-9a-f]{20}$/);
  expect(key?.secretSha256.toString('hex')).not.toContain(key?.id.slice(4));
});
