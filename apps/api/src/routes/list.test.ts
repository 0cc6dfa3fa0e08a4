import { describe, expect, test } from 'vitest';
import { welcome } from '../testing/bodies.ts';
import { createTestApi } from '../testing/test-api.ts';

const list = '/notifications';

describe('the list of notifications', () => {
  test('holds what the filters say, newest first, page by page', async () => {
    const api = createTestApi({ auth: 'off' });
    const notifications = Array.from({ length: 5 }, (_, i) =>
      welcome({ tags: { round: i % 2 === 0 ? 'even' : 'odd' }, userid: `u-${i}` }),
    );
    await api.call('/notifications/batch', { body: { notifications } });

    const first = await api.call(`${list}?tag=round:even&limit=2`);
    const second = await api.call(
      `${list}?tag=round:even&limit=2&cursor=${first.json.next_cursor}`,
    );

    const users = (answer: typeof first) =>
      answer.json.notifications.map((n: { userid: string }) => n.userid);
    expect([users(first), users(second)]).toEqual([['u-4', 'u-2'], ['u-0']]);
    expect(second.json.next_cursor).toBeNull();
    const queries = [
      ['userid=u-3', 1],
      ['queue=bulk', 0],
      ['recipient_email=ADA@example.com', 5],
      ['type=welcome&status=queued', 5],
      ['error_code=x', 0],
    ] as const;
    for (const [query, count] of queries) {
      expect((await api.call(`${list}?${query}`)).json.notifications).toHaveLength(count);
    }
  });

  test("shows a key its own source's only, an administrator all", async () => {
    const api = createTestApi();
    const shop = api.keyFor('shop', ['send', 'read']);
    await api.call('/notifications/send', { key: shop, body: welcome() });
    const users = api.keyFor('users', ['read']);
    const admin = api.keyFor('ops', ['admin']);

    const seen = async (key: string, query = '') =>
      (await api.call(`${list}${query}`, { key })).json.notifications.length;

    expect(await seen(shop)).toBe(1);
    expect([await seen(users), await seen(users, '?source=shop')]).toEqual([0, 0]);
    expect([await seen(admin), await seen(admin, '?source=users')]).toEqual([1, 0]);
    const sender = api.keyFor('shop', ['send']);
    expect((await api.call(list, { key: sender })).status).toBe(403);
    expect((await api.call(list)).status).toBe(401);
  });

  test('refuses what it does not know, all at once', async () => {
    const api = createTestApi({ auth: 'off' });

    const answer = await api.call(`${list}?queue=fast&tag=x&userid=a%20b&statu=sent&limit=201`);

    expect(answer.status).toBe(422);
    const places = answer.json.errors.map((each: { parameter: string }) => each.parameter);
    expect(places.toSorted()).toEqual(['limit', 'queue', 'statu', 'tag', 'userid']);
  });
});

test("a key's view of a user's history holds its own source's only", async () => {
  const api = createTestApi();
  const shop = api.keyFor('shop', ['send']);
  await api.call('/notifications/send', { key: shop, body: welcome({ userid: 'u-1' }) });

  const users = api.keyFor('users', ['read']);
  const answer = await api.call('/notifications/history/u-1', { key: users });

  expect(answer.json).toEqual({ notifications: [], next_cursor: null });
});
