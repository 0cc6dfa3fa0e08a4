import { describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

const path = '/notifications/preferences';
const ada = { userid: 'u-1', notification_email: 'ada@example.com' };

const withAda = async (): Promise<TestApi> => {
  const api = createTestApi({ auth: 'off' });
  await api.call(path, { body: { ...ada, preferences: { marketing: true, welcome: false } } });
  return api;
};

describe('POST', () => {
  test('keeps the wishes, and types nobody spoke of take their default', async () => {
    const api = createTestApi();
    const key = api.keyFor('web', ['preferences']);
    const body = { ...ada, preferences: { welcome: false } };

    const answer = await api.call(path, { key, body });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`${path}/u-1`);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.json).toEqual({
      ...ada,
      preferences: {
        email_verification: true,
        password_reset: true,
        security_alert: true,
        welcome: false,
        order_confirmation: true,
        marketing: false,
      },
      created_at: '2026-05-03T10:14:00.000Z',
      updated_at: '2026-05-03T10:14:00.000Z',
    });
  });

  test('makes a user id when there is none', async () => {
    const api = createTestApi({ auth: 'off' });

    const answer = await api.call(path, { body: { notification_email: 'bo@example.com' } });

    expect(answer.json.userid).toMatch(/^[0-9a-f-]{36}$/);
    const read = await api.call(answer.headers.get('location') ?? '');
    expect(read.json).toEqual(answer.json);
  });

  test('refuses a user who has preferences', async () => {
    const api = await withAda();

    const answer = await api.call(path, { body: ada });

    expect(answer.status).toBe(409);
    expect(answer.json.code).toBe('already_exists');
  });

  test('names every fault at once', async () => {
    const api = createTestApi({ auth: 'off' });
    const preferences = { welcom: true, marketing: 'yes' };

    const answer = await api.call(path, { body: { userid: 'a b', preferences, extra: 1 } });

    expect(answer.status).toBe(422);
    const places = answer.json.errors.map((each: { pointer: string }) => each.pointer);
    expect(places.toSorted()).toEqual([
      '#/extra',
      '#/notification_email',
      '#/preferences/marketing',
      '#/preferences/welcom',
      '#/userid',
    ]);
  });
});

describe('GET', () => {
  test('finds nothing for a user without preferences', async () => {
    const api = createTestApi({ auth: 'off' });

    expect((await api.call(`${path}/u-9`)).status).toBe(404);
    expect((await api.call(`${path}/${encodeURIComponent('u 9')}`)).status).toBe(422);
  });

  test('need not be read twice', async () => {
    const api = await withAda();
    const { headers } = await api.call(`${path}/u-1`);

    const again = await api.call(`${path}/u-1`, {
      headers: { 'If-None-Match': headers.get('etag') ?? '' },
    });

    expect(again.status).toBe(304);
  });
});

describe('PUT and PATCH', () => {
  test('PUT sends types that are not named back to their default', async () => {
    const api = await withAda();

    const answer = await api.call(`${path}/u-1`, {
      method: 'PUT',
      body: { preferences: { password_reset: false } },
    });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(answer.json.notification_email).toBe('ada@example.com');
    expect(answer.json.preferences).toMatchObject({
      password_reset: false,
      marketing: false,
      welcome: true,
    });
  });

  test('PATCH leaves types that are not named as they are', async () => {
    const api = await withAda();

    const answer = await api.call(`${path}/u-1`, {
      method: 'PATCH',
      body: { notification_email: 'new@example.com', preferences: { password_reset: false } },
    });

    expect(answer.json.notification_email).toBe('new@example.com');
    expect(answer.json.preferences).toMatchObject({
      password_reset: false,
      marketing: true,
      welcome: false,
    });
  });

  test.each(['PUT', 'PATCH'])('%s rests on the version that If-Match names', async (method) => {
    const api = await withAda();
    const change = (ifMatch: string) =>
      api.call(`${path}/u-1`, {
        method,
        body: { preferences: { welcome: true } },
        headers: { 'If-Match': ifMatch },
      });

    expect((await change('"7"')).json.code).toBe('version_mismatch');
    expect((await change('"7", "8"')).status).toBe(412);
    expect((await change('W/"1"')).status).toBe(412);
    expect((await change('1')).status).toBe(412);
    expect((await change('"1"')).status).toBe(200);
    expect((await change('"1"')).status).toBe(412);
    expect((await change('"1", "2"')).status).toBe(200);
    expect((await change('*')).status).toBe(200);
  });

  test.each(['PUT', 'PATCH'])('%s finds nothing for a user without preferences', async (method) => {
    const api = createTestApi({ auth: 'off' });

    const answer = await api.call(`${path}/u-9`, { method, body: { preferences: {} } });

    expect(answer.status).toBe(404);
  });

  test.each(['PUT', 'PATCH'])('%s refuses types that are not known', async (method) => {
    const api = await withAda();
    const body = JSON.parse('{"preferences":{"__proto__":true,"newsletter":true}}');

    const answer = await api.call(`${path}/u-1`, { method, rawBody: JSON.stringify(body) });

    expect(answer.status).toBe(422);
    expect(answer.json.errors.map((each: { pointer: string }) => each.pointer)).toContain(
      '#/preferences/newsletter',
    );
  });
});

test.each([
  ['POST', path],
  ['GET', `${path}/u-1`],
  ['PUT', `${path}/u-1`],
  ['PATCH', `${path}/u-1`],
])('%s %s needs its scope', async (method, at) => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['send', 'read']);

  expect((await api.call(at, { method, key })).status).toBe(403);
  expect((await api.call(at, { method })).status).toBe(401);
});
