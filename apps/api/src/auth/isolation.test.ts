import { expect, test } from 'vitest';
import type { Endpoint } from '../http/endpoint.ts';
import { welcome } from '../testing/bodies.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { type Scope, scopes } from './principal.ts';

const ofAda = 'Bearer header.ada.signature';

/** Keys by name, and a token that `ada` shows. */
const open = () =>
  createTestApi({
    authenticate: (byKey) => async (authorization) =>
      authorization === ofAda
        ? { source: 'user ada', scopes: ['preferences'], test: false, userId: 'ada' }
        : byKey(authorization),
  });

const routes = open().endpoints.map(
  (endpoint) => [`${endpoint.route.method} ${endpoint.route.path}`, endpoint] as const,
);
const guarded = routes.filter(([, { access }]) => access !== 'public');
const forServices = guarded.filter(([, { access }]) => access !== 'admin');
const having = (parameter: string, among = guarded) =>
  among.filter(([, { route }]) => route.path.includes(`{${parameter}}`));

/** An id that nobody has. */
const unknownId = '0193a000-0000-7000-8000-00000000ffff';

/** The route's path with values for its parameters; bodies are sent where there may be some. */
const callOf = (
  api: TestApi,
  { route }: Endpoint,
  given: { readonly key?: string; readonly id?: string; readonly userid?: string } & {
    readonly headers?: Readonly<Record<string, string>>;
  },
) => {
  const { key, headers, ...parameters } = given;
  const values: Readonly<Record<string, string>> = {
    id: unknownId,
    userid: 'bob',
    queue: 'bulk',
    ...parameters,
  };
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? 'x');
  return api.call(path, {
    method: route.method.toUpperCase(),
    ...(key !== undefined && { key }),
    ...(headers && { headers }),
    ...(route.method !== 'get' && { body: {} }),
  });
};

/** One of `shop`'s, about `bob`. */
const handedIn = async (api: TestApi): Promise<string> => {
  const key = api.keyFor('shop', ['send']);
  const answer = await api.call('/notifications/send', { key, body: welcome({ userid: 'bob' }) });
  return answer.json.notification_id;
};

test('whatever a service may name in a path is proven apart below', () => {
  const named = forServices.flatMap(([, { route }]) =>
    [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
  );

  expect([...new Set(named)].sort()).toEqual(['id', 'userid']);
});

test('the routes that are open to everybody tell nothing of anybody', () => {
  const open = routes.filter(([, { access }]) => access === 'public').map(([name]) => name);

  // What is signed instead of authenticated has its own proof of that.
  const signed = /^(post \/webhooks\/|(get|post) \/unsubscribe\/)/;
  expect(open.filter((name) => !signed.test(name)).sort()).toEqual([
    'get /',
    'get /api-reference',
    'get /assets/api-reference.js',
    'get /assets/pages.js',
    'get /asyncapi.json',
    'get /broker/health',
    'get /documentation',
    'get /documentation/errors',
    'get /documentation/try',
    'get /livez',
    'get /metrics',
    'get /openapi.json',
    'get /ping',
    'get /readyz',
  ]);
});

test.each(guarded)('%s: without a key the answer is 401, whatever comes with it', async (_, it) => {
  const answer = await callOf(open(), it, {});

  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  expect(answer.json.code).toBe('unauthenticated');
});

test.each(guarded)(
  '%s: a key with every scope but the one it asks for is refused',
  async (_, it) => {
    const api = open();
    const others = scopes.filter(
      (scope): scope is Scope => scope !== it.access && scope !== 'admin',
    );

    const answer = await callOf(api, it, { key: api.keyFor('shop', others) });

    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toContain(`scope="${it.access}"`);
  },
);

test.each(having('id', forServices))(
  "%s: another source's notification is not found, as if it did not exist",
  async (_, it) => {
    const api = open();
    const id = await handedIn(api);
    const before = JSON.stringify(api.world.state().notifications.get(id));
    const key = api.keyFor('news', ['send', 'read', 'preferences']);
    const headers = { 'X-Correlation-ID': 'c' };

    const anothers = await callOf(api, it, { key, id, headers });
    const nobodys = await callOf(api, it, { key, id: unknownId, headers });

    expect(anothers.status).toBe(404);
    expect(anothers.text.replaceAll(id, unknownId)).toBe(nobodys.text);
    expect(JSON.stringify(api.world.state().notifications.get(id))).toBe(before);
  },
);

test.each(forServices.filter(([, { route }]) => route.method === 'get'))(
  '%s: no list and no answer shows what another source handed in',
  async (_, it) => {
    const api = open();
    const id = await handedIn(api);
    const key = api.keyFor('news', ['send', 'read', 'preferences']);

    const answer = await callOf(api, it, { key, id });

    const own = api.keyFor('shop', ['send', 'read', 'preferences']);
    const shown = await callOf(api, it, { key: own, id });
    expect(answer.text.replaceAll(`notifications/${id}`, '')).not.toContain(`"${id}"`);
    if (it.route.path.startsWith('/notifications') && shown.status === 200) {
      expect(shown.text).toContain(id);
    }
  },
);

test.each(guarded)("%s: a user's token reaches nobody else", async (_, it) => {
  const api = open();
  const id = await handedIn(api);

  const answer = await callOf(api, it, { id, userid: 'bob', headers: { authorization: ofAda } });

  const isOwn = it.forUsers === true && !it.route.path.includes('{userid}');
  // Without a name in the path it is about themselves: an empty body is then merely invalid.
  expect(answer.status).toBe(isOwn ? 422 : 403);
});

test.each(having('userid'))('%s: a user reaches what is theirs', async (_, it) => {
  const answer = await callOf(open(), it, { userid: 'ada', headers: { authorization: ofAda } });

  expect([200, 404, 422]).toContain(answer.status);
});
