import { expect, test } from 'vitest';
import { verification, welcome } from '../testing/bodies.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

const handIn = async (api: TestApi, key: string, body: unknown): Promise<string> =>
  (await api.call('/notifications/send', { key, body })).json.notification_id;

const idsOf = (json: { notifications: { notification_id: string }[] }): readonly string[] =>
  json.notifications.map((each) => each.notification_id);

test('the history is newest first and has exactly its fields', async () => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['send', 'read']);
  const first = await handIn(api, key, verification({ userid: 'u-1' }));
  const second = await handIn(api, key, welcome({ userid: 'u-1', subject: 'Hello there' }));
  await handIn(api, key, welcome({ userid: 'u-2' }));

  const answer = await api.call('/notifications/history/u-1', { key });

  expect(answer.status).toBe(200);
  expect(idsOf(answer.json)).toEqual([second, first]);
  expect(answer.json.next_cursor).toBeNull();
  expect(answer.json.notifications[0].subject).toBe('Hello there');
  expect(answer.json.notifications[1]).toEqual({
    notification_id: first,
    notification_type: 'email_verification',
    recipient_email: 'ada@example.com',
    subject: 'Please verify your email address',
    content: 'email_verification',
    template_vars: { username: 'Ada', verification_link: '***' },
    status: 'queued',
    retry_count: 0,
    created_at: '2026-05-03T10:14:00.000Z',
    updated_at: '2026-05-03T10:14:00.000Z',
  });
});

test('cursors lead through all pages, each notification once', async () => {
  const api = createTestApi({ auth: 'off' });
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.unshift(await handIn(api, '', welcome({ userid: 'u-1' })));

  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const { json } = await api.call(`/notifications/history/u-1?limit=3${cursor}`);
    seen.push(...idsOf(json));
    if (json.next_cursor === null) break;
    expect(json.notifications).toHaveLength(3);
    cursor = `&cursor=${json.next_cursor}`;
  }

  expect(seen).toEqual(ids);
});

test('a source sees its own notifications only, on every page', async () => {
  const api = createTestApi();
  const shop = api.keyFor('shop', ['send', 'read']);
  const crm = api.keyFor('crm', ['send', 'read']);
  const own: string[] = [];
  for (let i = 0; i < 9; i++) {
    own.unshift(await handIn(api, shop, welcome({ userid: 'u-1' })));
    for (let j = 0; j < 3; j++) await handIn(api, crm, welcome({ userid: 'u-1' }));
  }

  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const { json } = await api.call(`/notifications/history/u-1?limit=2${cursor}`, { key: shop });
    seen.push(...idsOf(json));
    if (json.next_cursor === null) break;
    cursor = `&cursor=${json.next_cursor}`;
  }

  expect(seen).toEqual(own);
  const everything = await api.call('/notifications/history/u-1?limit=200', {
    key: api.keyFor('ops', ['admin']),
  });
  expect(everything.json.notifications).toHaveLength(36);
});

test('filters narrow it down', async () => {
  const api = createTestApi({ auth: 'off' });
  const old = await handIn(api, '', welcome({ userid: 'u-1' }));
  api.world.advance(60_000);
  const young = await handIn(api, '', verification({ userid: 'u-1' }));
  await api.call(`/notifications/${old}/cancel`, { method: 'POST' });
  const found = async (query: string) =>
    idsOf((await api.call(`/notifications/history/u-1?${query}`)).json);

  expect(await found('status=cancelled')).toEqual([old]);
  expect(await found('type=email_verification')).toEqual([young]);
  expect(await found('since=2026-05-03T10:14:30Z')).toEqual([young]);
  expect(await found('until=2026-05-03T12:14:30%2B02:00')).toEqual([old]);
  expect(await found('status=sent')).toEqual([]);
});

test('every fault of a query is named at once', async () => {
  const api = createTestApi({ auth: 'off' });

  const answer = await api.call(
    '/notifications/history/u-1?limit=201&cursor=x&status=lost&type=spam&since=today&stauts=sent',
  );

  expect(answer.status).toBe(422);
  const parameters = answer.json.errors.map((each: { parameter: string }) => each.parameter);
  expect(parameters.toSorted()).toEqual(['cursor', 'limit', 'since', 'status', 'stauts', 'type']);
  expect(answer.text).toContain('did you mean status?');
});

test.each(['a b', 'ü', 'x'.repeat(129), 'a/b'])('the user id %j is refused', async (userId) => {
  const api = createTestApi({ auth: 'off' });

  const answer = await api.call(`/notifications/history/${encodeURIComponent(userId)}`);

  expect(answer.status).toBe(422);
  expect(answer.json.errors[0].parameter).toBe('userid');
});

test('a key without the scope is refused', async () => {
  const api = createTestApi();

  const answer = await api.call('/notifications/history/u-1', { key: api.keyFor('a', ['send']) });

  expect(answer.status).toBe(403);
});
