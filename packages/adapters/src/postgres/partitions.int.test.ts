import postgres from 'postgres';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createHousekeepingStore } from './housekeeping.ts';
import { createPartitions, type Partitions } from './partitions.ts';
import { addNotification, force } from './testing/rows.ts';

let store: PostgresHarness;
let partitions: Partitions;
beforeEach(async () => {
  store = await postgresHarness(inject('servers'));
  partitions = createPartitions(store.sql);
});
afterEach(() => store.stop());

/** Makes the week that lay so many weeks ago, as if relays had been at work then. */
const makeWeek = async (weeksAgo: number): Promise<string> => {
  const [row] = await store.sql<{ name: string; low: string; high: string }[]>`
    select to_char(week at time zone 'UTC', 'YYYYMMDD') as name, postroom_first_id(week) as low,
      postroom_first_id(week + interval '7 days') as high
    from (select date_trunc('week', now(), 'UTC') - ${weeksAgo}::int * interval '7 days' as week) w`;
  const { name, low, high } = row as NonNullable<typeof row>;
  for (const parent of ['notifications', 'attempts', 'timeline']) {
    await store.sql.unsafe(`
      create table ${parent}_${name} (like ${parent} including all excluding identity);
      alter table ${parent} attach partition ${parent}_${name} for values from ('${low}') to ('${high}')`);
  }
  return name;
};

/** An id of so many days ago. */
const idOf = async (daysAgo: number, serial: number): Promise<string> => {
  const [row] = await store.sql<{ id: string }[]>`
    select overlay(postroom_first_id(now() - ${daysAgo}::int * interval '1 day')::text
      placing ${`7000-8000-${String(serial).padStart(12, '0')}`} from 15)::uuid as id`;
  return row?.id ?? '';
};

const tableOf = async (id: string): Promise<string | undefined> => {
  const [row] = await store.sql<{ name: string }[]>`
    select tableoid::regclass::text as name from notifications where id = ${id}`;
  return row?.name;
};

const weeks = async (): Promise<string[]> => {
  const rows = await store.sql<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'notifications'::regclass order by 1`;
  return rows.map(({ name }) => name);
};

it('has a table for this week after a migration, and what is accepted lies in it', async () => {
  const id = await addNotification(store);

  expect(await tableOf(id)).toMatch(/^notifications_\d{8}$/);
});

it('makes the weeks that are missing, once', async () => {
  const before = await weeks();

  const made = await Promise.all([partitions.make({ weeks: 4 }), partitions.make({ weeks: 4 })]);

  expect(made.sort()).toEqual([0, 5 + 1 - before.length]);
  expect(await weeks()).toHaveLength(6);
});

it('leaves a week alone of which the default partition has rows', async () => {
  const [week] = await store.sql<{ id: string }[]>`
    select postroom_first_id(date_trunc('week', now(), 'UTC') + interval '15 days') as id`;
  await addNotification(store, { id: week?.id ?? '' });
  const before = await weeks();

  await partitions.make({ weeks: 3 });

  expect(await tableOf(week?.id ?? '')).toBe('notifications_default');
  expect((await weeks()).length - before.length).toBe(1);
});

it('drops the oldest week before the limit, with attempts and timeline, and no other', async () => {
  const oldest = await makeWeek(6);
  const younger = await makeWeek(5);
  const kept = await makeWeek(1);
  const [a, b, c] = await Promise.all([idOf(42, 1), idOf(35, 2), idOf(7, 3)]);
  for (const id of [a, b, c]) {
    await addNotification(store, { id });
    await force(store, id, 'sent');
    await store.sql`insert into timeline (notification_id, event, detail) values (${id}, 'e', 'd')`;
  }

  const gone = [
    await partitions.dropOldest({ days: 21 }),
    await partitions.dropOldest({ days: 21 }),
    await partitions.dropOldest({ days: 21 }),
  ];

  const names = await weeks();
  expect(gone).toEqual([1, 1, undefined]);
  expect(names).not.toContain(`notifications_${oldest}`);
  expect(names).not.toContain(`notifications_${younger}`);
  expect(names).toContain(`notifications_${kept}`);
  const left = await store.sql`select notification_id from timeline`;
  expect(left.map((row) => row.notification_id)).toEqual([c]);
});

it('keeps what has not ended, with all that is known of it, until it has', async () => {
  await makeWeek(6);
  const [waiting, sent] = await Promise.all([idOf(42, 1), idOf(42, 2)]);
  await addNotification(store, { id: waiting });
  await addNotification(store, { id: sent });
  await force(store, waiting, 'retry_wait');
  await force(store, sent, 'sent');
  await store.sql`
    insert into attempts (notification_id, redrive, provider, started_at, duration_ms, outcome)
    values (${waiting}, 0, 'smtp', now(), 5, 'rejected')`;
  await store.sql`insert into timeline (notification_id, event, detail) values (${waiting}, 'e', 'd')`;

  const gone = await partitions.dropOldest({ days: 21 });

  const detail = await store.queries.notification(waiting);
  expect(gone).toBe(1);
  expect(await tableOf(waiting)).toBe('notifications_default');
  expect(detail?.attempts).toHaveLength(1);
  expect(detail?.timeline.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['accepted', 'attempt rejected', 'e']),
  );
  expect(await tableOf(sent)).toBeUndefined();

  const house = createHousekeepingStore(store.sql);
  const old = { olderThanHours: 21 * 24, limit: 10 };
  const tooEarly = await house.forgetStragglers(old);
  await force(store, waiting, 'sent');
  await store.sql`update notifications set updated_at = now() - interval '22 days' where id = ${waiting}`;
  const forgotten = await house.forgetStragglers(old);

  expect([tooEarly, forgotten]).toEqual([0, 1]);
  const left = await store.sql`
    select notification_id from attempts union all select notification_id from timeline`;
  expect(left).toHaveLength(0);
});

it('refuses to forget what is younger than a day', async () => {
  await expect(partitions.dropOldest({ days: 0.5 })).rejects.toThrow(
    'history is kept for a day at least',
  );
});

it('gives up soon when somebody holds the table, and everything is as before', async () => {
  await makeWeek(6);
  const before = await weeks();

  await store.sql.begin(async (tx) => {
    await tx`lock table notifications in access share mode`;
    await expect(partitions.dropOldest({ days: 21 })).rejects.toMatchObject({ code: '55P03' });
  });

  expect(await weeks()).toEqual(before);
});

it('works for a user who may change no schema', async () => {
  await makeWeek(6);
  const role = `app_${Date.now()}`;
  const name = new URL(store.url).pathname.slice(1);
  await store.sql.unsafe(`
    create role ${role} login password 'app';
    revoke create on schema public from public;
    grant connect on database "${name}" to ${role};
    grant usage on schema public to ${role}`);
  const url = new URL(store.url);
  url.username = role;
  url.password = 'app';
  const app = postgres(url.href, { max: 1 });
  try {
    await expect(app`create table mine (id int)`).rejects.toMatchObject({ code: '42501' });
    await expect(app`drop table notifications_default`).rejects.toMatchObject({ code: '42501' });

    const least = createPartitions(app);

    expect(await least.make({ weeks: 3 })).toBeGreaterThan(0);
    expect(await least.dropOldest({ days: 21 })).toBe(0);
  } finally {
    await app.end({ timeout: 5 });
    await store.sql.unsafe(`drop owned by ${role}; drop role ${role}`);
  }
});
