import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createQueries } from './queries.ts';

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
  await store.sql`
    insert into notifications (id, type, queue, status, source, user_id, recipient_email, template,
      variables, sensitive, tags, correlation_id, test, expires_at, error_code)
    select ('0193a000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'greeting', 'standard',
      case when i % 2 = 0 then 'failed' else 'sent' end, 'source-' || i % 3, 'u-' || i,
      'U-' || i || '@Example.com', 'greeting', '{}', '{}', jsonb_build_object('n', i::text), 'c', false,
      now() + interval '1 day', case when i % 2 = 0 then 'smtp_550' end
    from generate_series(1, 12) i`;
  await store.sql`
    insert into preferences (user_id, email, choices, version, created_at, updated_at)
    values ('u-1', 'U-1@example.com', '{"greeting": {"on": false, "at": "2026-05-03T10:14:00Z", "via": "the API"}}', 1, now(), now())`;
  await store.sql`
    insert into suppressions (address, category, reason, source)
    values ('u-1@example.com', 'all', 'hard_bounce', 'resend')`;
});
afterAll(() => store.stop());

const usersOf = async (filter: Parameters<ReturnType<typeof createQueries>['notifications']>[0]) =>
  (await createQueries(store.sql).notifications(filter)).map(
    ({ notification }) => notification.userId,
  );

it('lists newest first and goes on behind a cursor', async () => {
  const first = await usersOf({ source: 'source-1', limit: 2 });
  const rest = await usersOf({
    source: 'source-1',
    limit: 5,
    before: '0193a000-0000-7000-8000-000000000007',
  });

  expect([first, rest]).toEqual([
    ['u-10', 'u-7'],
    ['u-4', 'u-1'],
  ]);
});

it.each([
  [{ status: 'failed', source: 'source-0' }, ['u-12', 'u-6']],
  [{ recipientEmail: 'u-3@example.COM' }, ['u-3']],
  [{ tag: { name: 'n', value: '5' } }, ['u-5']],
  [{ errorCode: 'smtp_550', userId: 'u-2', type: 'greeting', queue: 'standard' }, ['u-2']],
  [{ queue: 'bulk' }, []],
  [{ since: new Date(Date.now() + 3_600_000) }, []],
  [{ until: new Date(Date.now() - 3_600_000) }, []],
] as const)('lists only what the filter says: %j', async (filter, users) => {
  expect(await usersOf({ ...filter, limit: 50 })).toEqual(users);
});

it("reads a user's or an address's facts with its suppression", async () => {
  const { facts, history } = createQueries(store.sql);

  const byUser = await facts({ userId: 'u-1', recipientEmail: null });
  const byAddress = await facts({ userId: null, recipientEmail: 'u-1@EXAMPLE.com' });
  const nobody = await facts({ userId: 'u-2', recipientEmail: 'u-2@example.com' });

  for (const found of [byUser, byAddress]) {
    expect(found.preferences).toMatchObject([
      { userId: 'u-1', choices: { greeting: { on: false } } },
    ]);
    expect(found.suppression).toMatchObject({ reason: 'hard_bounce', category: 'all' });
  }
  expect(nobody).toMatchObject({ preferences: [], suppression: null });
  expect(await history({ userId: 'u-1', source: 'source-2', limit: 5 })).toEqual([]);
  expect(await history({ userId: 'u-1', source: 'source-1', limit: 5 })).toHaveLength(1);
});
