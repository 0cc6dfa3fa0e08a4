import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { connect, type Sql } from './client.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createReconcileStore } from './reconcile-store.ts';
import { claimsOn, refusalsOf } from './testing/hand-offs.ts';
import { openHearing, plansOf, scansIn } from './testing/scans.ts';

let store: PostgresHarness;
let byKey: Sql;
let hearing: ReturnType<typeof openHearing>;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
  byKey = connect({ url: store.url, max: 1, plans: 'by_key' });
  hearing = openHearing(store.url);
  await fill();
});
afterAll(async () => {
  await hearing.stop();
  await byKey.end({ timeout: 5 });
  await store.stop();
});

const idOf = (i: number) => `0193a000-0000-7000-8000-${i.toString(16).padStart(12, '0')}`;
const jobs = Array.from({ length: 50 }, (_, i) => ({ id: idOf(1 + i * 100), dispatch: 1 }));

/** Counted when nothing was queued, full of what is: what a burst after a quiet hour finds. */
const fill = async () => {
  const add = (status: string, from: number, to: number) => store.sql`
    insert into notifications (id, type, queue, status, source, user_id, recipient_email, template,
      variables, sensitive, tags, correlation_id, test, expires_at)
    select ('0193a000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'greeting', 'standard', ${status},
      'shop', 'u-' || i, 'u-' || i || '@example.com', 'greeting', '{}', '{}', '{}', 'c', false,
      now() + interval '1 day'
    from generate_series(${from}::int, ${to}::int) i`;
  await add('sent', 5_001, 8_000);
  await store.sql`analyze`;
  await add('queued', 1, 5_000);
};

it.each([
  ['load', (sql: Sql) => createDeliveryStore(sql).load(jobs)],
  ['claim', (sql: Sql) => createDeliveryStore(sql).claim(claimsOn(jobs))],
  ['settle', (sql: Sql) => createDeliveryStore(sql).settle(refusalsOf(jobs))],
  [
    "the reconciler's redispatch",
    (sql: Sql) =>
      createReconcileStore(sql).redispatch(jobs.map((job) => ({ ...job, queue: 'standard' }))),
  ],
])(
  '%s finds its rows by key although all that was counted says to read the table',
  async (_, work) => {
    const statements = await hearing.during(() => work(hearing.sql));
    const plans = await plansOf(byKey, statements);

    expect(plans).not.toEqual([]);
    expect(scansIn(plans)).toEqual([]);
    expect(plans.filter((line) => /Hash .*Join|Merge .*Join|hashed SubPlan/.test(line))).toEqual(
      [],
    );
  },
);
