import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { anyBodyFor, anyHeaders, anyJsonFor, anyUrlText } from '../testing/arbitraries.ts';
import { welcome } from '../testing/bodies.ts';
import { createComparison } from '../testing/documented.ts';
import { type CallOptions, createTestApi } from '../testing/test-api.ts';

const api = createTestApi({ auth: 'off' });
const routes = api.endpoints.map(({ route: { path, method } }) => ({ path, method }));
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

let differenceOf: ReturnType<typeof createComparison>;
const ids = ['0193a000-0000-7000-8000-00000000ffff'];
beforeAll(async () => {
  differenceOf = createComparison((await api.call('/openapi.json')).json);
  const body = { userid: 'u-1', notification_email: 'ada@example.com' };
  await api.call('/notifications/preferences', { body });
  const send_at = '2026-12-24T18:00:00Z';
  for (const more of [{}, { send_at }, { userid: 'u-1' }]) {
    const answer = await api.call('/notifications/send', { body: welcome(more) });
    ids.push(answer.json.notification_id);
  }
});

/** Seeds differ from run to run; a failure names the one to run again with. */
const check = (property: fc.IAsyncProperty<unknown>, numRuns: number) =>
  fc.assert(property as fc.IAsyncProperty<[unknown]>, { numRuns });

/** What is there and what is not, for every name in a path. */
const pathOf = (path: string, texts: readonly string[], pick: number): string => {
  let next = 0;
  return path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const known: Readonly<Record<string, readonly string[]>> = {
      id: ids,
      userid: ['u-1', 'u-2'],
      queue: ['bulk', 'critical'],
    };
    const values = [...(known[name] ?? []), texts[next++ % texts.length] || 'x'];
    return values[pick % values.length] ?? 'x';
  });
};

const queryNames = ['limit', 'cursor', 'since', 'until', 'status', 'type', 'tag', 'mode', 'wait'];
/** Not so many seconds that the test would wait for them. */
const anyQuery = fc
  .dictionary(
    fc.constantFrom(...queryNames, 'source', 'userid', 'recipient_email', 'error_code', 'x'),
    fc.oneof(anyUrlText, fc.constantFrom('1', 'permissive', 'queued', '2026-01-01T00:00:00Z')),
    { maxKeys: 4 },
  )
  .map((query) =>
    Object.entries(query)
      .map(([name, value]) => `${name}=${name === 'wait' && /^\d+$/.test(value) ? '0' : value}`)
      .join('&'),
  );

type Route = (typeof routes)[number];

const askedOf = (route: Route) =>
  fc.record({
    route: fc.constant(route),
    texts: fc.array(anyUrlText, { minLength: 1, maxLength: 2 }),
    pick: fc.nat(5),
    query: fc.oneof(fc.constant(''), anyQuery),
    headers: fc.oneof(fc.constant({}), anyHeaders),
  });
type Asked = ReturnType<typeof askedOf> extends fc.Arbitrary<infer Value> ? Value : never;

const asked = fc.constantFrom(...routes).chain(askedOf);

/** A request to each route that reads a body, with a body near to what it takes. */
const askedWith = <Body>(bodyFor: (path: string) => fc.Arbitrary<Body>) =>
  fc
    .constantFrom(...routes.filter(({ method }) => method !== 'get'))
    .chain((route) => fc.tuple(askedOf(route), bodyFor(route.path)));

const ask = async ({ route, texts, pick, query }: Asked, call: CallOptions) => {
  const path = `${pathOf(route.path, texts, pick)}${query && `?${query}`}`;
  const answer = await api.call(path, call);
  if (answer.status >= 500) throw new Error(`${call.method} ${path}: ${answer.text}`);
  return answer;
};

test('no JSON whatsoever makes a route answer but as documented', async () => {
  await check(
    fc.asyncProperty(askedWith(anyJsonFor), async ([request, body]) => {
      const { route, headers } = request;

      const answer = await ask(request, { method: route.method.toUpperCase(), headers, body });

      expect(differenceOf(route, answer)).toBeUndefined();
    }),
    900,
  );
}, 60_000);

test('no bytes whatsoever make a route answer but as documented', async () => {
  await check(
    fc.asyncProperty(askedWith(anyBodyFor), async ([request, rawBody]) => {
      const { route, headers } = request;

      const answer = await ask(request, { method: route.method.toUpperCase(), headers, rawBody });

      expect(differenceOf(route, answer)).toBeUndefined();
    }),
    300,
  );
}, 60_000);

test('no headers, path or query whatsoever make a route answer but as documented', async () => {
  await check(
    fc.asyncProperty(asked, async (request) => {
      const { route, headers } = request;

      const answer = await ask(request, { method: route.method.toUpperCase(), headers });

      expect(differenceOf(route, answer)).toBeUndefined();
    }),
    500,
  );
}, 60_000);

test('no method whatsoever makes a path fail, and one that it has not is named with those that it has', async () => {
  await check(
    fc.asyncProperty(asked, fc.constantFrom(...methods), async (request, method) => {
      const { path } = request.route;
      const atPath = routes.filter((each) => each.path === path).map((each) => each.method);

      const answer = await ask(request, { method, headers: request.headers });

      const isThere = atPath.some((each) => each.toUpperCase() === method);
      if (isThere || method === 'HEAD') return;
      // A name in a path may be that of another route.
      if (answer.status !== 405 && path.includes('{')) return;
      expect(answer.status).toBe(405);
      for (const each of atPath) expect(answer.headers.get('allow')).toContain(each.toUpperCase());
      expect(differenceOf({ path, method }, answer)).toBeUndefined();
    }),
    300,
  );
}, 60_000);

test('no path whatsoever makes the API fail', async () => {
  const paths = fc.array(fc.oneof(anyUrlText, fc.constantFrom('notifications', '..', '%', '%ff')), {
    maxLength: 4,
  });
  await check(
    fc.asyncProperty(paths, async (segments) => {
      const answer = await api.call(`/nothing/${segments.join('/')}`);

      expect(answer.status).toBeLessThan(500);
    }),
    300,
  );
});
