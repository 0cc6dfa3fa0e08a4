import type { Status } from '@postroom/domain';
import { describe, expect, test } from 'vitest';
import { welcome } from '../testing/bodies.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { createValidator } from '../testing/validator.ts';

/** An API with notifications that stand in these states, and a key that may operate on them. */
const given = async (...statuses: readonly Status[]) => {
  const api = createTestApi();
  const shop = api.keyFor('shop', ['send']);
  const ids: string[] = [];
  for (const [i, status] of statuses.entries()) {
    const body = welcome({ userid: `u-${i}`, tags: { place: String(i) } });
    const { json } = await api.call('/notifications/send', { key: shop, body });
    const kept = api.world.state().notifications;
    const n = kept.get(json.notification_id);
    if (n) kept.set(n.id, { ...n, status });
    ids.push(json.notification_id);
  }
  api.world.advance(1_000);
  const key = api.keyFor('ops', ['admin']);
  const ask = (what: 'redrive' | 'cancel', body: unknown, headers = {}) =>
    api.call(`/notifications/${what}`, { key, body, headers });
  return { api, key, ids, ask };
};

const statusesOf = ({ world }: TestApi) =>
  [...world.state().notifications.values()].map(({ status }) => status);

describe('redriving many', () => {
  test('is filed with its count, and its location tells how far it is', async () => {
    const { api, key, ask } = await given('failed', 'failed', 'sent');

    const filed = await ask('redrive', { filter: { status: 'failed' } });
    const location = filed.headers.get('location') ?? '';
    const before = await api.call(location, { key });
    await api.bus.handle({ type: 'work-off', limit: 1 });
    const during = await api.call(location, { key });
    await api.bus.handle({ type: 'work-off', limit: 5 });
    const after = await api.call(location, { key });

    const { operation_id } = filed.json;
    expect(filed.status).toBe(202);
    expect(filed.json).toEqual({ operation_id, kind: 'redrive', status: 'waiting', count: 2 });
    expect(location).toBe(`/operations/${operation_id}`);
    expect(before.json).toMatchObject({
      status: 'waiting',
      count: 2,
      done: 0,
      filter: { status: ['failed'] },
      requested_by: 'ops over the API',
      ended_at: null,
    });
    expect(during.json).toMatchObject({ status: 'running', done: 1, ended_at: null });
    expect(after.json).toMatchObject({ status: 'ended', done: 2, skipped: {} });
    expect(statusesOf(api)).toEqual(['queued', 'queued', 'sent']);
  });

  test('only counts in a dry run', async () => {
    const { api, ask } = await given('failed', 'expired', 'unknown', 'sent', 'queued');

    const all = await ask('redrive', { filter: { type: 'welcome' }, dry_run: true });
    const unsure = await ask('redrive', { filter: { status: ['unknown'] }, dry_run: true });

    expect([all.status, all.json]).toEqual([200, { dry_run: true, count: 2 }]);
    expect(unsure.json.count).toBe(1);
    expect(api.world.state().operations.size).toBe(0);
  });
});

test('cancelling many touches what was not handed over', async () => {
  const { api, ask } = await given('queued', 'scheduled', 'sending', 'sent', 'retry_wait');

  const filed = await ask('cancel', { filter: { source: 'shop' } });
  await api.bus.handle({ type: 'work-off', limit: 10 });

  expect([filed.status, filed.json.count]).toEqual([202, 3]);
  expect(statusesOf(api)).toEqual(['cancelled', 'cancelled', 'sending', 'sent', 'cancelled']);
});

test.each([
  [{ userid: 'u-1' }, 1],
  [{ tag: 'place:2' }, 1],
  [{ recipient_email: 'ADA@example.com' }, 3],
  [{ queue: 'bulk' }, 0],
  [{ error_code: '451' }, 0],
  [{ since: '2020-01-01T00:00:00Z', until: '2020-01-02T00:00:00+01:00' }, 0],
  [{ source: 'shop', type: 'welcome', status: ['failed'] }, 3],
])('the filter %j finds %i', async (filter, count) => {
  const { ask } = await given('failed', 'failed', 'failed');
  expect((await ask('redrive', { filter, dry_run: true })).json.count).toBe(count);
});

describe('a request for an operation on many', () => {
  test.each([
    [{}, ['#/filter']],
    [{ filter: {} }, ['#/filter']],
    [{ filter: {}, dry_run: true }, ['#/filter']],
    [{ filter: { status: 'sent' } }, ['#/filter/status']],
    [{ filter: { status: [] } }, ['#/filter/status']],
    [{ filter: { type: 'welcom' } }, ['#/filter/type']],
    [
      { filter: { queue: 'fast', tag: 'x', userid: 'a b', since: 'noon' } },
      ['#/filter/queue', '#/filter/userid', '#/filter/tag', '#/filter/since'],
    ],
    [{ filter: { type: 'welcome' }, dry_run: 'yes' }, ['#/dry_run']],
    [[], ['#']],
  ])('is refused for every fault of %j at once', async (body, pointers) => {
    const { api, ask } = await given('failed');

    const answer = await ask('redrive', body);

    expect(answer.status).toBe(422);
    const places = answer.json.errors.map((each: { pointer: string }) => each.pointer);
    expect(places).toEqual(pointers);
    expect(api.world.state().operations.size).toBe(0);
  });

  test('is told what a misspelt field should have been', async () => {
    const { ask } = await given('failed');

    const answer = await ask('cancel', { filter: { statuss: 'queued' }, dryrun: true });

    expect(answer.status).toBe(422);
    expect(answer.json.errors).toMatchObject([
      { pointer: '#/filter/statuss', detail: expect.stringContaining('did you mean status?') },
      { pointer: '#/dryrun', detail: expect.stringContaining('did you mean dry_run?') },
    ]);
  });

  test('is for administrators, and its progress too', async () => {
    const { api, key, ask } = await given('failed');
    const { json } = await ask('redrive', { filter: { status: 'failed' } });
    const shop = api.keyFor('shop', ['send', 'read', 'preferences']);
    const body = { filter: { status: 'failed' } };

    for (const path of ['/notifications/redrive', '/notifications/cancel']) {
      expect((await api.call(path, { key: shop, body })).status).toBe(403);
      expect((await api.call(path, { body })).status).toBe(401);
      expect((await api.call(path, { key })).status).toBe(405);
    }
    const progress = `/operations/${json.operation_id}`;
    expect((await api.call(progress, { key: shop })).status).toBe(403);
    expect((await api.call('/operations/nothing', { key })).status).toBe(404);
    expect((await api.call(`/operations/${api.world.newId()}`, { key })).status).toBe(404);
  });

  test('repeated with its key files nothing more, and with another body is refused', async () => {
    const { api, ask } = await given('failed');
    const body = { filter: { status: 'failed' } };
    const headers = { 'Idempotency-Key': 'k' };

    const first = await ask('redrive', body, headers);
    const again = await ask('redrive', body, headers);
    const other = await ask('redrive', { filter: { status: 'expired' } }, headers);

    expect([again.status, again.text]).toEqual([202, first.text]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect([other.status, other.json.code]).toEqual([422, 'idempotency_key_reused']);
    expect(api.world.state().operations.size).toBe(1);
  });
});

test('the examples in the document are what the routes take and answer', async () => {
  const { api, key, ask } = await given('failed');
  const document = (await api.call('/openapi.json')).json;
  const validate = createValidator(document);

  for (const kind of ['redrive', 'cancel'] as const) {
    const { schema, example } =
      document.paths[`/notifications/${kind}`].post.requestBody.content['application/json'];
    expect(validate(schema, example)).toEqual([]);
    expect((await ask(kind, example)).status).toBe(200);
  }
  const filed = await ask('redrive', { filter: { tag: 'place:0', since: '2020-01-01T00:00:00Z' } });
  const read = await api.call(filed.headers.get('location') ?? '', { key });
  for (const [name, answer] of [
    ['OperationFiled', filed.json],
    ['Operation', read.json],
    ['OperationCount', { dry_run: true, count: 1 }],
  ] as const) {
    const schema = document.components.schemas[name];
    expect(validate(schema, answer)).toEqual([]);
    expect(validate(schema, schema.example)).toEqual([]);
  }
});
