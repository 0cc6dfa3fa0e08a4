import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type ClientOptions, createClient } from './client.ts';
import type { NoTypes } from './own-types.ts';
import { ProblemError } from './problem-error.ts';
import type { SendRequest } from './schema.ts';

/** What the server says to one request; `hang up` closes the connection without an answer, `break off` in its midst. */
type Reply =
  | 'hang up'
  | 'break off'
  | {
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    };

interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A client of a server that replies in this order, the last reply again and again. */
const given = async <Own = NoTypes>(
  replies: readonly Reply[],
  options: Partial<ClientOptions> = {},
) => {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    const reply = replies[Math.min(seen.length, replies.length) - 1] ?? 'hang up';
    if (reply === 'hang up') return void request.socket.destroy();
    if (reply === 'break off') {
      response.writeHead(202, { 'content-type': 'application/json', 'content-length': '99' });
      response.write('{"notification_id"', () => request.socket.destroy());
      return;
    }
    const type = reply.status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(reply.status, { 'content-type': type, ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const client = createClient<Own>({
    baseUrl: `http://127.0.0.1:${port}/`,
    retry: { baseMs: 1, capMs: 20 },
    ...options,
  });
  return { client, seen };
};

const welcome: SendRequest = {
  notification_type: 'welcome',
  recipient_email: 'ada@example.com',
  template_vars: { username: 'Ada' },
};
const accepted = { notification_id: 'n-1', status: 'queued' };
const problem = (status: number, code: string) => ({
  status,
  body: { status, code, title: code, detail: `it is ${code}`, errors: [], correlation_id: 'c-1' },
});

test('a notification is handed in with the key of the caller and one of its own', async () => {
  const { client, seen } = await given([{ status: 202, body: accepted }], { apiKey: 'pr_test_x' });

  const answer = await client.send(welcome, { correlationId: 'c-7' });

  expect(answer).toEqual(accepted);
  expect(seen[0]?.line).toBe('POST /notifications/send');
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual(welcome);
  expect(seen[0]?.headers).toMatchObject({
    authorization: 'Bearer pr_test_x',
    'x-correlation-id': 'c-7',
    'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test('a lost answer, 429 and 503 are tried again, every time with the same idempotency key', async () => {
  const { client, seen } = await given([
    'hang up',
    'break off',
    problem(429, 'rate_limited'),
    problem(503, 'unavailable'),
    { status: 202, body: accepted },
  ]);

  await client.send(welcome);
  await client.send(welcome);

  const keys = seen.map(({ headers }) => headers['idempotency-key']);
  expect(seen).toHaveLength(6);
  expect(new Set(keys.slice(0, 5)).size).toBe(1);
  expect(keys[5]).not.toBe(keys[0]);
});

test('a key of the caller is taken as it is', async () => {
  const { client, seen } = await given([{ status: 202, body: { notifications: [accepted] } }]);

  const answers = await client.sendBatch([{ ...welcome, idempotency_key: 'a' }], {
    idempotencyKey: 'order-17',
  });

  expect(answers).toEqual([accepted]);
  expect(seen[0]?.headers['idempotency-key']).toBe('order-17');
  expect(JSON.parse(seen[0]?.body ?? '').notifications[0].idempotency_key).toBe('a');
});

test('a permissive batch answers for each entry, with the problem where one is refused', async () => {
  const { body: error } = problem(422, 'validation_failed');
  const { client, seen } = await given([
    { status: 202, body: { notifications: [accepted, { error }] } },
  ]);

  const answers = await client.sendBatch([welcome, welcome], { mode: 'permissive' });

  expect(seen[0]?.line).toBe('POST /notifications/batch?mode=permissive');
  const refused = answers.flatMap((answer) => ('error' in answer ? [answer.error.code] : []));
  expect(refused).toEqual(['validation_failed']);
});

test('who is asked to wait for longer than the longest pause is told so at once', async () => {
  const away = { ...problem(503, 'admission_closed'), headers: { 'retry-after': '30' } };
  const { client, seen } = await given([away]);

  await expect(client.send(welcome)).rejects.toMatchObject({ retryAfterMs: 30_000 });

  expect(seen).toHaveLength(1);
});

test("an installation's own types are sent as safely as the built-in ones", async () => {
  type Own = { invoice_reminder: { readonly invoice_number: string } };
  const { client, seen } = await given<Own>([
    { status: 202, body: accepted },
    { status: 202, body: { notifications: [accepted] } },
    { status: 200, body: {} },
  ]);

  const notification = {
    notification_type: 'invoice_reminder',
    recipient_email: 'ada@example.com',
  } as const;
  await client.send({ ...notification, template_vars: { invoice_number: '17' } });
  await client.sendBatch([{ ...welcome, idempotency_key: 'a' }]);
  await client.preferences.merge('ada', { preferences: { invoice_reminder: false } });
  const misspelt = () =>
    // @ts-expect-error a variable that the type has not
    client.send({ ...notification, template_vars: { invoice_nubmer: '17' } });
  const unknown = () =>
    // @ts-expect-error a type that nobody declared
    client.send({ ...notification, notification_type: 'invoice', template_vars: {} });

  expect(seen).toHaveLength(3);
  // They need not be called: that they compile with these remarks is the proof.
  expect([misspelt, unknown]).toHaveLength(2);
});

test('a refusal is a problem with its code and every fault, and is not tried again', async () => {
  const errors = [{ pointer: '#/template_vars', code: 'required', detail: 'is required' }];
  const refusal = problem(422, 'validation_failed');
  const { client, seen } = await given([{ ...refusal, body: { ...refusal.body, errors } }]);

  const error = await client.send(welcome).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({
    status: 422,
    code: 'validation_failed',
    errors,
    correlationId: 'c-1',
    message: '422: it is validation_failed',
  });
  expect(seen).toHaveLength(1);
});

test('an outage that lasts ends as the problem, a dead connection as the failure of the network', async () => {
  const away = await given([problem(503, 'unavailable')], { retry: { retries: 2, baseMs: 1 } });
  const dead = await given(['hang up'], { retry: { retries: 1, baseMs: 1 } });

  await expect(away.client.send(welcome)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(dead.client.send(welcome)).rejects.toThrow(TypeError);

  expect(away.seen).toHaveLength(3);
  expect(dead.seen).toHaveLength(2);
});

test("a proxy's own page is a problem too", async () => {
  const headers = { 'content-type': 'text/html' };
  const { client } = await given([{ status: 502, body: '<h1>Bad gateway</h1>', headers }]);

  await expect(client.notification('n-1')).rejects.toMatchObject({ status: 502, code: 'unknown' });
});

test('waiting asks for as long as the service waits, until the end', async () => {
  const { client, seen } = await given([
    { status: 200, body: { status: 'queued' } },
    { status: 200, body: { status: 'sent' } },
  ]);

  const ended = await client.waitFor('n-1', { timeoutMs: 5_000 });

  expect(ended.status).toBe('sent');
  expect(seen.map(({ line }) => line)).toEqual([
    'GET /notifications/n-1?wait=5',
    'GET /notifications/n-1?wait=5',
  ]);
});

test('waiting in vain says how it stands', async () => {
  const { client } = await given([{ status: 200, body: { status: 'retry_wait' } }]);

  await expect(client.waitFor('n-1', { timeoutMs: 5 })).rejects.toThrow(
    'notification n-1 is retry_wait after 5 ms',
  );
});

test('a change of preferences rests on the version that was read', async () => {
  const body = { userid: 'a@b', preferences: {} };
  const { client, seen } = await given([{ status: 200, body, headers: { etag: '"3"' } }]);

  const { etag } = await client.preferences.read('a@b');
  await client.preferences.merge('a@b', { preferences: { marketing: true } }, { ifMatch: '"3"' });
  await client.preferences.replace('a@b', { preferences: {} });
  await client.preferences.create({ notification_email: 'a@example.com' });

  expect(etag).toBe('"3"');
  expect(seen.map(({ line, headers }) => [line, headers['if-match']])).toEqual([
    ['GET /notifications/preferences/a%40b', undefined],
    ['PATCH /notifications/preferences/a%40b', '"3"'],
    ['PUT /notifications/preferences/a%40b', undefined],
    ['POST /notifications/preferences', undefined],
  ]);
});

const made = {
  userid: 'ada',
  notification_email: 'Ada@example.com',
  preferences: { welcome: false },
};

test('preferences that were made although the answer was lost are found and taken for made', async () => {
  const kept = {
    ...made,
    notification_email: 'ada@example.com',
    preferences: { welcome: false, marketing: false },
  };
  const { client, seen } = await given([
    'hang up',
    problem(409, 'already_exists'),
    { status: 200, body: kept, headers: { etag: '"1"' } },
  ]);

  const answer = await client.preferences.create(made);

  expect(answer).toEqual({ ...kept, etag: '"1"' });
  expect(seen.map(({ line }) => line)).toEqual([
    'POST /notifications/preferences',
    'POST /notifications/preferences',
    'GET /notifications/preferences/ada',
  ]);
});

test.each([
  ['others wishes', { ...made, preferences: { welcome: true } }, '"1"'],
  ['another address', { ...made, notification_email: 'eve@example.com' }, '"1"'],
  ['a change since', made, '"2"'],
])('preferences that are found with %s were made by somebody else', async (_, kept, etag) => {
  const { client } = await given([
    'hang up',
    problem(409, 'already_exists'),
    { status: 200, body: kept, headers: { etag } },
  ]);

  await expect(client.preferences.create(made)).rejects.toMatchObject({ code: 'already_exists' });
});

test('preferences that existed before are not asked for', async () => {
  const { client, seen } = await given([problem(409, 'already_exists')]);

  await expect(client.preferences.create(made)).rejects.toMatchObject({ code: 'already_exists' });

  expect(seen).toHaveLength(1);
});

test('a user that the service is to name is never made twice', async () => {
  const { userid: _, ...nameless } = made;
  const lost = await given(['hang up']);
  const doubtful = await given([problem(503, 'unavailable')]);
  const busy = await given([problem(429, 'rate_limited'), { status: 201, body: made }]);

  await expect(lost.client.preferences.create(nameless)).rejects.toThrow(TypeError);
  await expect(doubtful.client.preferences.create(nameless)).rejects.toThrow('503');
  await busy.client.preferences.create(nameless);

  expect([lost, doubtful, busy].map(({ seen }) => seen.length)).toEqual([1, 1, 2]);
});

test('a recipient who had enough is not tried again, however soon that would be', async () => {
  const capped = { ...problem(429, 'recipient_cap'), headers: { 'retry-after': '0' } };
  const { client, seen } = await given([capped]);

  await expect(client.send(welcome)).rejects.toMatchObject({ code: 'recipient_cap' });

  expect(seen).toHaveLength(1);
});

test('history and cancel speak the routes of the service', async () => {
  const { client, seen } = await given([{ status: 200, body: { notifications: [] } }]);

  await client.history('ada', { limit: 2, since: new Date('2026-05-03T10:14:00Z') });
  await client.cancel('n-1');

  expect(seen.map(({ line }) => line)).toEqual([
    'GET /notifications/history/ada?limit=2&since=2026-05-03T10%3A14%3A00.000Z',
    'POST /notifications/n-1/cancel',
  ]);
});

test('operations on many are counted, filed with a key and followed to their end', async () => {
  const operation = { operation_id: 'o-1', kind: 'redrive', count: 2, done: 1, skipped: {} };
  const { client, seen } = await given([
    { status: 200, body: { dry_run: true, count: 2 } },
    { status: 202, body: { ...operation, status: 'waiting' } },
    { status: 200, body: { ...operation, status: 'running' } },
    { status: 200, body: { ...operation, status: 'ended', done: 2 } },
  ]);

  const count = await client.operations.count('redrive', { status: 'failed' });
  const { operation_id: id } = await client.operations.redrive({ status: 'failed' });
  const ended = await client.operations.waitFor(id);

  expect([count, ended.done]).toEqual([2, 2]);
  expect(seen.map(({ line }) => line)).toEqual([
    'POST /notifications/redrive',
    'POST /notifications/redrive',
    'GET /operations/o-1',
    'GET /operations/o-1',
  ]);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ filter: { status: 'failed' }, dry_run: true });
  expect(JSON.parse(seen[1]?.body ?? '')).toEqual({ filter: { status: 'failed' } });
  expect(seen[1]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
});

test('an operation that does not end is given up in time', async () => {
  const { client } = await given([{ status: 200, body: { status: 'running' } }]);

  const waiting = client.operations.waitFor('o-1', { timeoutMs: 1 });

  await expect(waiting).rejects.toThrow('operation o-1 is running after 1 ms');
});
