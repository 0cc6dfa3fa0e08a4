import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createHousekeepingStore, type HousekeepingStore } from './housekeeping.ts';
import { addNotification, force } from './testing/rows.ts';
import { storedIn } from './testing/standing.ts';

let store: PostgresHarness;
let house: HousekeepingStore;
beforeEach(async () => {
  store = await postgresHarness(inject('servers'));
  house = createHousekeepingStore(store.sql);
});
afterEach(() => store.stop());

const secret = { variables: { name: 'Ada', link: 't0ken' }, sensitive: ['link'] };

const ended = async (
  status: Parameters<typeof force>[2],
  { hoursAgo, given = secret }: { hoursAgo: number; given?: Parameters<typeof addNotification>[1] },
) => {
  const id = await addNotification(store, given);
  await force(store, id, status);
  await store.sql`
    update notifications set updated_at = now() - ${hoursAgo}::int * interval '1 hour' where id = ${id}`;
  return id;
};

const limit = 100;

it('erases secrets a day after failed, expired and unknown, and nothing else', async () => {
  const old = await Promise.all([
    ended('failed', { hoursAgo: 25 }),
    ended('expired', { hoursAgo: 25 }),
    ended('unknown', { hoursAgo: 25 }),
  ]);
  const kept = await Promise.all([
    ended('failed', { hoursAgo: 23 }),
    ended('queued', { hoursAgo: 25 }),
    ended('retry_wait', { hoursAgo: 25 }),
  ]);
  const plain = await ended('failed', { hoursAgo: 25, given: { variables: { name: 'Bob' } } });
  const before = await storedIn(store, old[0] ?? '');

  const count = await house.eraseSecrets({ olderThanHours: 24, limit });

  expect(count).toBe(3);
  for (const id of old) {
    expect(await storedIn(store, id)).toMatchObject({
      variables: { name: 'Ada' },
      variablesErased: true,
    });
  }
  for (const id of kept) {
    expect(await storedIn(store, id)).toMatchObject({ ...secret, variablesErased: false });
  }
  expect((await storedIn(store, plain)).variablesErased).toBe(false);
  expect((await storedIn(store, old[0] ?? '')).updatedAt).toEqual(before.updatedAt);
  expect(await house.eraseSecrets({ olderThanHours: 24, limit })).toBe(0);
});

it('forgets idempotency keys, messages and operations by age, in portions', async () => {
  await store.sql`
    insert into idempotency_keys (principal, route, key, body_hash, answer, created_at)
    select 'p', 'r', 'k-' || i, 'h', '{}', now() - i * interval '1 hour' from generate_series(40, 60) i`;
  await store.sql`
    insert into inbox (source, event_id, created_at)
    select 's', e || i, now() - i * interval '1 day' - interval '1 minute'
    from generate_series(0, 9) i, unnest(array['e-', 'sha256:']) e`;
  await store.sql`
    insert into operations (id, kind, filter, requested_by, count, ended_at)
    select gen_random_uuid(), 'cancel', '{}', 'eve', 0, case when i > 0 then now() - i * interval '1 day' end
    from generate_series(0, 33) i`;

  const portions = [
    await house.forgetIdempotencyKeys({ olderThanHours: 48, limit: 10 }),
    await house.forgetIdempotencyKeys({ olderThanHours: 48, limit: 10 }),
    await house.forgetInboxHashes({ olderThanHours: 24, limit }),
    await house.forgetInbox({ olderThanHours: 168, limit }),
    await house.forgetOperations({ olderThanHours: 720, limit }),
  ];

  expect(portions).toEqual([10, 3, 9, 3, 4]);
  const inbox = await store.sql`select event_id from inbox order by 1`;
  expect(inbox.map((row) => row.event_id)).toEqual([
    ...['e-0', 'e-1', 'e-2', 'e-3', 'e-4', 'e-5', 'e-6'],
    'sha256:0',
  ]);
  const [open] = await store.sql`select count(*)::int as n from operations where ended_at is null`;
  expect(open?.n).toBe(1);
});

it('leaves rows that somebody holds for the next time, and waits for nobody', async () => {
  await store.sql`
    insert into idempotency_keys (principal, route, key, body_hash, answer, created_at)
    select 'p', 'r', 'k-' || i, 'h', '{}', now() - interval '3 days' from generate_series(1, 5) i`;

  const count = await store.sql.begin(async (tx) => {
    await tx`select from idempotency_keys where key = 'k-3' for update`;
    return house.forgetIdempotencyKeys({ olderThanHours: 48, limit });
  });

  expect(count).toBe(4);
  expect(await house.forgetIdempotencyKeys({ olderThanHours: 48, limit })).toBe(1);
});
