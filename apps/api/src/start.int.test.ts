import { request } from 'node:http';
import { connect, migrate } from '@postroom/adapters/postgres';
import { newApiKey } from '@postroom/application';
import fc from 'fast-check';
import { expect, inject, onTestFinished, test } from 'vitest';

import { verification, welcome } from './testing/bodies.ts';
import { gateTo } from './testing/gate.ts';
import { post, startApi, testDatabase, until } from './testing/running-api.ts';

const servers = inject('servers');

const running = async (environment: Readonly<Record<string, string>> = {}) => {
  const database = await testDatabase(servers, 'migrated');
  const sql = connect({ url: database.url, max: 2 });
  const api = await startApi(database.url, environment);
  onTestFinished(async () => {
    await api.stop();
    await sql.end({ timeout: 5 });
    await database.drop();
  });
  return { api, sql, database };
};

const read = async (url: string) => (await fetch(url)).json() as Promise<Record<string, unknown>>;

test('a 202 is a notification and a job that are kept', async () => {
  const { api, sql } = await running();

  const answer = await post(`${api.url}/notifications/send`, welcome({ userid: 'u-1' }));

  expect(answer.status).toBe(202);
  const { notification_id } = (await answer.json()) as { notification_id: string };
  const rows =
    await sql`select destination, dispatch from outbox where notification_id = ${notification_id}`;
  expect([...rows]).toEqual([{ destination: 'standard', dispatch: 1 }]);
  const detail = await read(`${api.url}${answer.headers.get('location')}`);
  expect(detail).toMatchObject({ notification_id, status: 'queued', source: 'http' });
  const history = await read(`${api.url}/notifications/history/u-1`);
  expect(history).toMatchObject({ notifications: [{ notification_id }], next_cursor: null });
});

test('with its disk full Postgres keeps nothing, and the caller is told to come again', async () => {
  const { api, sql } = await running();
  await sql.unsafe(`
    create function disk_is_full() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file' using errcode = '53100'; end $$;
    create trigger full_disk before insert on outbox for each row execute function disk_is_full()`);
  const send = () =>
    post(`${api.url}/notifications/send`, welcome(), { 'idempotency-key': 'order-1' });

  const refused = await send();
  const [kept] = await sql`
    select (select count(*)::int from notifications) as notifications,
      (select count(*)::int from idempotency_keys) as keys`;
  await sql`drop trigger full_disk on outbox`;
  const taken = await send();

  expect([refused.status, refused.headers.get('retry-after')]).toEqual([
    503,
    expect.stringMatching(/^[1-9]\d*$/),
  ]);
  expect(kept).toEqual({ notifications: 0, keys: 0 });
  expect(taken.status).toBe(202);
});

test('an API without its schema lives, is not ready, and begins when it is migrated', async () => {
  const database = await testDatabase(servers, 'empty');
  onTestFinished(() => database.drop());
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const starting = startApi(database.url, { PORT: String(port) });
  onTestFinished(async () => (await starting).stop());

  const live = await until(
    () => fetch(`${url}/livez`).catch(() => undefined),
    (answer) => answer !== undefined,
  );
  expect(live?.status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  expect((await post(`${url}/notifications/send`, welcome())).status).toBe(503);
  expect((await fetch(`${url}/broker/health`)).status).toBe(503);

  await migrate(database.url);
  await starting;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await post(`${url}/notifications/send`, welcome())).status).toBe(202);
});

test('fifty callers of two processes with one key make one notification', async () => {
  const { api, sql, database } = await running();
  const other = await startApi(database.url);
  onTestFinished(() => other.stop());

  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      post(`${(i % 2 ? api : other).url}/notifications/send`, welcome(), {
        'idempotency-key': 'order-1',
      }),
    ),
  );

  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(bodies).size).toBe(1);
  const firsts = answers.filter((answer) => answer.headers.get('idempotent-replayed') === null);
  expect(firsts).toHaveLength(1);
  const [row] = await sql`select count(*)::int as count from notifications`;
  expect(row?.count).toBe(1);
});

test('many callers at once are all answered, in far fewer transactions', async () => {
  const { api, sql } = await running();
  const before = await commits(sql);

  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, i) =>
      post(`${api.url}/notifications/send`, welcome({ recipient_email: `c${i}@example.com` })),
    ),
  );

  expect(answers.every(({ status }) => status === 202)).toBe(true);
  const [row] = await sql`select count(*)::int as count from notifications`;
  expect(row?.count).toBe(300);
  expect((await commits(sql)) - before).toBeLessThan(150);
});

test('while the database is away the answer is 503, and then all is well again', async () => {
  const database = await testDatabase(servers, 'migrated');
  const gate = await gateTo(database.url);
  const api = await startApi(gate.url);
  onTestFinished(async () => {
    await api.stop();
    await gate.stop();
    await database.drop();
  });
  const send = () => post(`${api.url}/notifications/send`, welcome());
  expect((await send()).status).toBe(202);

  gate.shut();
  const refused = await until(send, ({ status }) => status !== 202);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('2');
  expect(await refused.json()).toMatchObject({ code: 'unavailable' });
  expect((await fetch(`${api.url}/readyz`)).status).toBe(503);
  const health = await fetch(`${api.url}/broker/health`);
  expect(health.status).toBe(503);
  expect(await health.json()).toMatchObject({ status: 'unhealthy' });
  expect((await fetch(`${api.url}/livez`)).status).toBe(200);

  gate.open();
  await until(send, ({ status }) => status === 202);
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
});

test('the first key opens the door, and a revoked one closes it within five seconds', async () => {
  const bootstrap = newApiKey('live');
  const { api, sql } = await running({ AUTH: 'keys', BOOTSTRAP_API_KEY: bootstrap });
  const get = () =>
    fetch(`${api.url}/notifications/history/u-1`, {
      headers: { authorization: `Bearer ${bootstrap}` },
    });

  expect((await get()).status).toBe(200);
  expect((await fetch(`${api.url}/notifications/history/u-1`)).status).toBe(401);
  expect(JSON.stringify(await sql`select * from api_keys`)).not.toContain(bootstrap.split('_')[3]);

  await sql`update api_keys set revoked_at = now()`;
  const revokedAt = performance.now();
  await until(get, ({ status }) => status === 401);
  expect(performance.now() - revokedAt).toBeLessThan(5_000);
  expect(api.log()).not.toContain(bootstrap);
});

test('a process that is stopped answers what it has begun', async () => {
  const { api } = await running();
  const first = welcome({ recipient_email: 'first@example.com' });
  const sent = await post(`${api.url}/notifications/send`, first);
  const path = sent.headers.get('location');
  const waiting = fetch(`${api.url}${path}?wait=30`);
  const many = Array.from({ length: 20 }, () => post(`${api.url}/notifications/send`, welcome()));
  await until(
    async () => api.log().match(/"route":"\/notifications\/send"/g)?.length ?? 0,
    (count) => count > 1,
  );

  await api.stop();

  expect((await waiting).status).toBe(200);
  expect((await Promise.all(many)).map(({ status }) => status)).toEqual(Array(20).fill(202));
  await expect(fetch(`${api.url}/livez`)).rejects.toThrow();
});

test('a process that is to stop serves on while balancers see that it is not ready', async () => {
  const { api } = await running();

  const stopping = api.stop();
  const ready = await fetch(`${api.url}/readyz`);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post(`${api.url}/notifications/send`, welcome())),
  );
  await stopping;

  expect(ready.status).toBe(503);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
  expect(answers[0]?.headers.get('connection')).toBe('close');
});

test('over a socket, too, bytes are counted while they come', async () => {
  const { api } = await running();

  const status = await new Promise<number | undefined>((resolve, reject) => {
    const upload = request(`${api.url}/notifications/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    });
    upload.on('response', (answer) => resolve(answer.statusCode)).on('error', reject);
    const more = (): void => {
      if (!upload.destroyed) upload.write(Buffer.alloc(64 * 1024, 0x20), () => setImmediate(more));
    };
    more();
    onTestFinished(() => void upload.destroy());
  });

  expect(status).toBe(413);
  expect((await post(`${api.url}/notifications/send`, welcome())).status).toBe(202);
});

test('a caller who hangs up in mid-sentence harms nobody', async () => {
  const { api } = await running();

  await new Promise<void>((resolve) => {
    const upload = request(`${api.url}/notifications/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '1000' },
    });
    upload.on('error', () => resolve()).on('close', () => resolve());
    upload.write('{"notification_type":', () => upload.destroy());
  });

  expect((await post(`${api.url}/notifications/send`, welcome())).status).toBe(202);
  expect(api.log()).not.toContain('http.failed');
});

test('no text whatsoever in a good body makes the database fail', async () => {
  const { api } = await running({ RECIPIENT_CAP: '0' });
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });

  await fc.assert(
    fc.asyncProperty(text, text, fc.string(), async (value, html, key) => {
      const marketing = {
        notification_type: 'marketing',
        recipient_email: 'ada@example.com',
        content: `<p>${html}</p>`,
        tags: { a: value },
        subject: value,
      };
      const single = await post(`${api.url}/notifications/send`, marketing, {
        'x-correlation-id': encodeURIComponent(key.replaceAll(/\p{Cs}/gu, '')),
      });
      const both = await post(`${api.url}/notifications/batch`, {
        notifications: [welcome(), verification({ template_vars: { username: value } }), marketing],
      });

      expect([202, 422]).toContain(single.status);
      expect([202, 422]).toContain(both.status);
    }),
    { numRuns: 60 },
  );
});

const commits = async (sql: ReturnType<typeof connect>): Promise<number> => {
  await sql`select pg_stat_force_next_flush()`;
  const [row] =
    await sql`select xact_commit::int as count from pg_stat_database where datname = current_database()`;
  return row?.count ?? 0;
};

const freePort = async (): Promise<number> => {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
};
