import { bootstrap, type PostroomBus, type Submission } from '@postroom/application';
import { requestOf, sampleCatalogue, submissionOf } from '@postroom/application/testing';
import { expect, inject, onTestFinished, test } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { connect } from './client.ts';
import { forgetOldRecipientCounts } from './recipient-counts.ts';
import { createUnitOfWork } from './unit-of-work.ts';

const started = async (): Promise<PostgresHarness> => {
  const store = await postgresHarness(inject('servers'));
  onTestFinished(store.stop);
  return store;
};

/** A process of its own, as far as the database can tell. */
const processOf = (store: PostgresHarness): PostroomBus => {
  const sql = connect({ url: store.url, max: 4 });
  onTestFinished(() => sql.end({ timeout: 5 }));
  return bootstrap({
    unitOfWork: createUnitOfWork(sql),
    catalogue: sampleCatalogue,
    now: () => new Date(),
    newId: store.newId,
    recipientCap: 20,
  });
};

const to = (...addresses: readonly string[]): Submission =>
  submissionOf({ requests: addresses.map((recipientEmail) => requestOf({ recipientEmail })) });

test('of a thousand sends at once over two processes to one recipient exactly twenty are accepted', async () => {
  const store = await started();
  const processes = [processOf(store), processOf(store)];

  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      processes[i % 2]?.handle({
        type: 'accept',
        submissions: Array.from({ length: 10 }, () => to('ada@example.com')),
      }),
    ),
  );

  const settled = answers.flatMap((each) => each ?? []);
  expect(settled).toHaveLength(1_000);
  expect(settled.filter(({ ok }) => ok)).toHaveLength(20);
  const codes = settled.flatMap((each) => (each.ok ? [] : [(each.error as { code: string }).code]));
  expect(new Set(codes)).toEqual(new Set(['recipient_cap']));
  const [rows] = await store.sql`
    select (select count(*)::int from notifications) as kept,
      (select count(*)::int from outbox) as jobs,
      (select accepted from recipient_counts) as counted`;
  expect(rows).toEqual({ kept: 20, jobs: 20, counted: 20 });
});

test('batches with the same recipients in any order do not stop one another', async () => {
  const store = await started();
  const processes = [processOf(store), processOf(store), processOf(store)];
  const addresses = Array.from({ length: 12 }, (_, i) => `r${i}@example.com`);

  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, turn) => {
      const order = addresses.map((_, i) => addresses[(i * 5 + turn) % 12] ?? '');
      return processes[turn % 3]?.handle({ type: 'accept', submissions: [to(...order)] });
    }),
  );

  const accepted = answers.flatMap((each) => each ?? []).filter(({ ok }) => ok);
  expect(accepted).toHaveLength(20);
  const counted = await store.sql`select distinct accepted from recipient_counts`;
  expect([...counted]).toEqual([{ accepted: 20 }]);
});

test('counts of hours that are over are forgotten, and an hour begins anew without that', async () => {
  const store = await started();
  const bus = processOf(store);
  const fill = () => bus.handle({ type: 'accept', submissions: [to(...Array(20).fill('a@b.c'))] });
  await fill();
  await bus.handle({ type: 'accept', submissions: [to('fresh@example.com')] });
  const age = () => store.sql`
    update recipient_counts set started_at = started_at - interval '1 hour' where address = 'a@b.c'`;

  await age();
  const [again] = await fill();
  await age();
  const forgotten = await forgetOldRecipientCounts(store.sql, 100);

  expect(again?.ok).toBe(true);
  expect(forgotten).toBe(1);
  expect([...(await store.sql`select address from recipient_counts`)]).toEqual([
    { address: 'fresh@example.com' },
  ]);
});
