import type { Operation } from '@postroom/application';
import type { Status } from '@postroom/domain';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import type { Sql } from './client.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createHousekeepingStore } from './housekeeping.ts';
import { createOperatorStore } from './operator.ts';
import { createQueries } from './queries.ts';
import { createReconcileStore } from './reconcile-store.ts';
import { createRelayStore } from './relay-store.ts';
import { claimsOn, refusalsOf } from './testing/hand-offs.ts';
import { all } from './testing/rows.ts';
import { openHearing, plansOf, scansIn } from './testing/scans.ts';
import { createUnitOfWork } from './unit-of-work.ts';

let store: PostgresHarness;
let hearing: ReturnType<typeof openHearing>;
let sql: Sql;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
  hearing = openHearing(store.url);
  sql = hearing.sql;
  await fill();
});
afterAll(async () => {
  await hearing.stop();
  await store.stop();
});

const idOf = (i: number) => `0193a000-0000-7000-8000-${i.toString(16).padStart(12, '0')}`;

/** A small shop, in each partition: nearly all has been sent, a little is under way. */
const fill = async () => {
  await store.sql`
    with weeks as (
      select left(first::text, 24) as prefix from (
        select '0193a000-0000-7000-8000-000000000000'::uuid as first
        union all select overlay(postroom_first_id(now())::text placing '7000-8000' from 15)::uuid
        union all select overlay(
          postroom_first_id(now() + interval '1 week')::text placing '7000-8000' from 15)::uuid
      ) w
    )
    insert into notifications (id, type, queue, status, source, user_id, recipient_email, template,
      variables, sensitive, tags, correlation_id, test, expires_at, lease_until, next_attempt_at, updated_at)
    select (prefix || lpad(to_hex(i), 12, '0'))::uuid, 'greeting', 'standard', status,
      'shop', 'u-' || i % 500, 'u-' || i % 500 || '@example.com', 'greeting', '{}', '{}', '{}', 'c', false,
      now() + interval '1 day', case status when 'sending' then now() - interval '1 minute' end,
      case status when 'retry_wait' then now() - interval '1 hour' end, now() - interval '1 hour'
    from weeks, generate_series(1, 20000) i,
      lateral (select case i % 400 when 0 then 'sending' when 1 then 'queued' when 2 then 'retry_wait'
        else 'sent' end as status) s`;
  await store.sql`
    insert into outbox (destination, notification_id, dispatch, event, available_at)
    select d, ('0193a000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
      case when d <> 'exchange' then 1 end,
      case when d = 'exchange' then '{"occurredAt": "2026-05-03T10:14:00.000Z"}'::jsonb end,
      now() + (i - 10000) * interval '1 second'
    from generate_series(1, 60000) i, lateral (
      select (array['critical', 'standard', 'bulk', 'exchange'])[1 + i % 4] as d) s`;
  await store.sql`
    insert into preferences (user_id, email, choices, version, created_at, updated_at)
    select 'u-' || i, 'u-' || i || '@example.com', '{}', 1, now(), now() from generate_series(1, 5000) i`;
  await store.sql`analyze`;
};

/** Tables that the statements which `work` sends would read from end to end. */
const scannedBy = async (work: () => Promise<unknown>): Promise<string[]> => {
  const statements = await hearing.during(work);
  expect(statements).not.toEqual([]);
  return scansIn(await plansOf(store.sql, statements));
};

const old = { olderThanHours: 24, limit: 100 };
const operation = (statuses: readonly Status[]): Operation => ({
  id: idOf(1),
  kind: 'redrive',
  selection: { statuses },
  requestedBy: 'eve',
  count: 10,
  lastId: idOf(20_000),
  cursor: idOf(10),
  done: 0,
  skipped: {},
  createdAt: new Date(),
  updatedAt: new Date(),
  endedAt: null,
});
const jobs = Array.from({ length: 20 }, (_, i) => ({ id: idOf(401 + i * 400), dispatch: 1 }));

it.each([
  [
    "the relay's jobs",
    () => createRelayStore(sql, { eventHoldHours: 72 }).drainJobs('standard', 50, all('confirmed')),
  ],
  [
    "the relay's events",
    () => createRelayStore(sql, { eventHoldHours: 72 }).drainEvents(50, all('confirmed')),
  ],
  [
    "the relay's unroutable events",
    () => createRelayStore(sql, { eventHoldHours: 72 }).drainEvents(50, all('unroutable')),
  ],
  [
    "the reconciler's scan",
    () =>
      createReconcileStore(sql).scanWaiting({
        queue: 'standard',
        dueForMs: 30_000,
        examine: 100,
        afterId: null,
      }),
  ],
  [
    "the reconciler's redispatch",
    () => createReconcileStore(sql).redispatch(jobs.map((job) => ({ ...job, queue: 'standard' }))),
  ],
  [
    "the reconciler's takeover",
    () => createReconcileStore(sql).takeExpired({ limit: 20, worker: 'r-1', leaseMs: 20_000 }),
  ],
  [
    "a person's notifications",
    () => createOperatorStore(sql).unfinished({ address: 'U-7@example.com' }),
  ],
  ['erasing secrets', () => createHousekeepingStore(sql).eraseSecrets(old)],
  [
    'a portion of redriving',
    () => createUnitOfWork(sql).transact((tx) => tx.notifications.next(operation(['failed']), 100)),
  ],
  [
    'a portion of cancelling',
    () =>
      createUnitOfWork(sql).transact((tx) =>
        tx.notifications.next(operation(['scheduled', 'queued', 'retry_wait']), 100),
      ),
  ],
  [
    'a count of failures',
    () => createQueries(sql).count({ statuses: ['failed', 'expired'], type: 'greeting' }),
  ],
  [
    'a count of what waits',
    () => createQueries(sql).count({ statuses: ['scheduled', 'queued', 'retry_wait'] }),
  ],
  ['history', () => createQueries(sql).history({ userId: 'u-7', limit: 50 })],
  [
    'history on a later page',
    () =>
      createQueries(sql).history({ userId: 'u-7', limit: 50, before: idOf(9_000), status: 'sent' }),
  ],
  ["a source's list", () => createQueries(sql).notifications({ source: 'shop', limit: 50 })],
  [
    "a recipient's list",
    () => createQueries(sql).notifications({ recipientEmail: 'U-7@example.com', limit: 50 }),
  ],
  ['the list of failures', () => createQueries(sql).notifications({ status: 'failed', limit: 50 })],
  [
    'the facts of a preview',
    () => createQueries(sql).facts({ userId: null, recipientEmail: 'U-7@example.com' }),
  ],
  ['the detail', () => createQueries(sql).notification(idOf(77))],
  ['load', () => createDeliveryStore(sql).load(jobs)],
  ['claim', () => createDeliveryStore(sql).claim(claimsOn(jobs))],
  [
    'extend',
    () => createDeliveryStore(sql).extend(jobs.map(({ id }) => ({ id, claim: 1, leaseMs: 1 }))),
  ],
  ['settle', () => createDeliveryStore(sql).settle(refusalsOf(jobs))],
])('%s never reads a table from end to end', async (_, work) => {
  expect(await scannedBy(work)).toEqual([]);
});
