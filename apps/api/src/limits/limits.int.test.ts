import { connect } from '@postroom/adapters/postgres';
import { newApiKey } from '@postroom/application';
import { expect, inject, onTestFinished, test } from 'vitest';
import { verification, welcome } from '../testing/bodies.ts';
import { gateTo } from '../testing/gate.ts';
import { post, startApi, testDatabase, until } from '../testing/running-api.ts';

const servers = inject('servers');

/** Two processes on one database. */
const two = async (environment: Readonly<Record<string, string>>) => {
  const database = await testDatabase(servers, 'migrated');
  onTestFinished(() => database.drop());
  const sql = connect({ url: database.url, max: 2 });
  onTestFinished(() => sql.end({ timeout: 5 }));
  const apis = [
    await startApi(database.url, environment),
    await startApi(database.url, environment),
  ];
  for (const api of apis) onTestFinished(() => api.stop());
  const urlOf = (i: number): string => apis[i % 2]?.url ?? '';
  return { apis, urlOf, sql };
};

const statusesOf = async (answers: Promise<Response>[]) => {
  const counts: Record<number, number> = {};
  for (const answer of await Promise.all(answers)) {
    counts[answer.status] = (counts[answer.status] ?? 0) + 1;
    await answer.arrayBuffer();
  }
  return counts;
};

test('of a thousand sends to one recipient over two processes exactly twenty are accepted', async () => {
  const { urlOf, sql } = await two({});

  const counts = await statusesOf(
    Array.from({ length: 1_000 }, (_, i) =>
      post(`${urlOf(i)}/notifications/send`, welcome({ recipient_email: 'target@example.com' })),
    ),
  );

  expect(counts).toEqual({ 202: 20, 429: 980 });
  const [kept] = await sql`select count(*)::int as n from notifications`;
  expect(kept).toEqual({ n: 20 });
}, 60_000);

test('two processes share the limit of a key', async () => {
  const key = newApiKey('live');
  const { urlOf, sql } = await two({
    AUTH: 'keys',
    BOOTSTRAP_API_KEY: key,
    RATE_LIMIT_PER_KEY: '5',
  });
  const read = (i: number) =>
    fetch(`${urlOf(i)}/notifications`, { headers: { authorization: `Bearer ${key}` } });

  const first = await read(0);
  // Somebody else has spent an hour's worth.
  await sql`update token_buckets set full_at = now() + interval '1 hour'`;
  const refused = await Promise.all([read(0), read(1), read(0), read(1)]);

  expect([first.status, first.headers.get('ratelimit')]).toEqual([200, '"key";r=4;t=1']);
  expect(refused.map(({ status }) => status)).toEqual([429, 429, 429, 429]);
  for (const { headers } of refused) {
    expect(headers.get('ratelimit-policy')).toBe('"key";q=5;w=1');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(3_000);
  }
}, 60_000);

test('a lane that is full closes at both processes, for itself, and opens again', async () => {
  const { urlOf, sql } = await two({ ADMIT_DEPTH: '10', RECIPIENT_CAP: '0' });
  const send = (i: number, body: unknown) => post(`${urlOf(i)}/notifications/send`, body);
  for (let i = 0; i < 11; i += 1) await send(i, welcome());

  const closed = await Promise.all(
    [0, 1].map((i) =>
      until(
        () => send(i, welcome()),
        ({ status }) => status === 503,
      ),
    ),
  );
  const reset = await send(0, verification());
  await sql`update notifications set status = 'sent' where queue = 'standard'`;
  const opened = await Promise.all(
    [0, 1].map((i) =>
      until(
        () => send(i, welcome()),
        ({ status }) => status === 202,
      ),
    ),
  );

  expect(closed.map(({ headers }) => headers.get('retry-after'))).toEqual(['30', '30']);
  expect(await closed[0]?.json()).toMatchObject({ code: 'admission_closed' });
  expect(reset.status).toBe(202);
  expect(opened).toHaveLength(2);
}, 60_000);

test('while the database is away limits are no second kind of failure', async () => {
  const database = await testDatabase(servers, 'migrated');
  onTestFinished(() => database.drop());
  const gate = await gateTo(database.url);
  onTestFinished(() => gate.stop());
  const key = newApiKey('live');
  const environment = { AUTH: 'keys', BOOTSTRAP_API_KEY: key, RATE_LIMIT_PER_KEY: '5' };
  const api = await startApi(gate.url, environment);
  onTestFinished(() => api.stop());
  const send = () =>
    post(`${api.url}/notifications/send`, welcome(), { authorization: `Bearer ${key}` });
  expect((await send()).status).toBe(202);

  gate.shut();
  const counts = await statusesOf([send(), send(), fetch(`${api.url}/ping`)]);

  expect(counts).toEqual({ 200: 1, 503: 2 });
}, 60_000);
