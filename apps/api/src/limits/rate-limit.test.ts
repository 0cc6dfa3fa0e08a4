import { StoreError } from '@postroom/application';
import { expect, test } from 'vitest';
import { welcome } from '../testing/bodies.ts';
import { createTestApi } from '../testing/test-api.ts';

const fieldsOf = ({ headers }: { readonly headers: Headers }) => ({
  policy: headers.get('ratelimit-policy'),
  left: headers.get('ratelimit'),
  retryAfter: headers.get('retry-after'),
});

test('a key that asks too often gets 429 and is told the limit and when to come again', async () => {
  const api = createTestApi({ perSecond: 3 });
  const key = api.keyFor('shop', ['send', 'read']);
  const read = () => api.call('/notifications', { key });

  const [first, second, third, refused] = [await read(), await read(), await read(), await read()];
  api.world.advance(1_000);
  const later = await read();

  expect([first, second, third, refused, later].map(({ status }) => status)).toEqual([
    200, 200, 200, 429, 200,
  ]);
  expect(fieldsOf(first)).toEqual({
    policy: '"key";q=3;w=1',
    left: '"key";r=2;t=1',
    retryAfter: null,
  });
  expect(fieldsOf(refused)).toEqual({
    policy: '"key";q=3;w=1',
    left: '"key";r=0;t=1',
    retryAfter: '1',
  });
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(refused.json).toMatchObject({ code: 'rate_limited', status: 429 });
});

test('each key has a limit of its own, and test keys have one too', async () => {
  const api = createTestApi({ perSecond: 1 });
  const [shop, users] = [api.keyFor('shop', ['read']), api.keyFor('users', ['read'])];
  const trial = api.keyFor('shop', ['read'], 'test');

  const statuses = [];
  for (const key of [shop, shop, users, trial, trial]) {
    statuses.push((await api.call('/notifications', { key })).status);
  }

  expect(statuses).toEqual([200, 429, 200, 200, 429]);
});

test('what is public, and what shows no good key, is not counted and tells no limit', async () => {
  const api = createTestApi({ perSecond: 1 });

  for (const path of ['/ping', '/livez', '/broker/health', '/openapi.json', '/ping']) {
    const answer = await api.call(path);
    expect([answer.status, fieldsOf(answer).left]).toEqual([200, null]);
  }
  const unknown = await api.call('/notifications', { key: 'pr_live_nobody' });
  expect([unknown.status, fieldsOf(unknown).left]).toEqual([401, null]);
});

test('requests that fail for another reason are counted', async () => {
  const api = createTestApi({ perSecond: 2 });
  const key = api.keyFor('shop', ['read']);

  const forbidden = await api.call('/notifications/send', { key, body: welcome() });
  const missing = await api.call('/notifications/nothing', { key });
  const refused = await api.call('/notifications', { key });

  expect([forbidden.status, missing.status, refused.status]).toEqual([403, 404, 429]);
});

test('a batch counts its items: a large one is let in, and what follows pays', async () => {
  const api = createTestApi({ perSecond: 10 });
  const key = api.keyFor('shop', ['send']);
  const notifications = Array.from({ length: 30 }, (_, i) =>
    welcome({ recipient_email: `c${i}@example.com` }),
  );

  const batch = await api.call('/notifications/batch', { key, body: { notifications } });
  const early = await api.call('/notifications/send', { key, body: welcome() });
  api.world.advance(2_000);
  const still = await api.call('/notifications/send', { key, body: welcome() });
  api.world.advance(100);
  const paid = await api.call('/notifications/send', { key, body: welcome() });

  expect(batch.status).toBe(202);
  expect(fieldsOf(batch).left).toBe('"key";r=0;t=3');
  expect([early.status, still.status, paid.status]).toEqual([429, 429, 202]);
  expect(fieldsOf(early).retryAfter).toBe('3');
});

test('users with tokens of their own have a limit of twenty a second', async () => {
  const api = createTestApi({
    perSecond: 1_000,
    authenticate: () => async () => ({
      source: 'user ada',
      scopes: ['preferences'],
      test: false,
      userId: 'ada',
    }),
  });
  const read = () => api.call('/notifications/preferences/ada');

  const answers = await Promise.all(Array.from({ length: 21 }, read));

  expect(answers.filter(({ status }) => status === 404)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"user";q=20;w=1');
});

test('while nobody can count, requests are let through, and the store is asked once a second', async () => {
  let asked = 0;
  const away = () => {
    asked += 1;
    return Promise.reject(new StoreError('unavailable', 'postgres is away'));
  };
  const api = createTestApi({ perSecond: 1, buckets: () => ({ take: away, owe: away }) });
  const key = api.keyFor('shop', ['read']);
  const read = () => api.call('/notifications', { key });

  const answers = [await read(), await read(), await read()];
  api.world.advance(1_000);
  answers.push(await read());

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(asked).toBe(2);
  const warnings = api.lines.filter(({ event }) => event === 'rate_limit.away');
  expect(warnings).toHaveLength(2);
});

test('with AUTH=off nobody is limited', async () => {
  const api = createTestApi({ auth: 'off', perSecond: 1 });

  const answers = [await api.call('/notifications'), await api.call('/notifications')];

  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
});

test('every route that needs a key documents that it may be refused for asking too often', async () => {
  const { paths } = (await createTestApi().call('/openapi.json')).json;
  const operations = Object.entries<Record<string, { security?: unknown; responses: object }>>(
    paths,
  ).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ at: `${method} ${path}`, operation })),
  );
  const silent = operations
    .filter(({ operation }) => '403' in operation.responses && !('429' in operation.responses))
    .map(({ at }) => at);

  expect(silent).toEqual([]);
  const { headers } = paths['/notifications/send'].post.responses['429'];
  expect(Object.keys(headers)).toEqual(
    expect.arrayContaining(['Retry-After', 'RateLimit-Policy', 'RateLimit']),
  );
});
