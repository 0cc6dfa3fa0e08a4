import { type BatchAnswer, bootstrap } from '@postroom/application';
import { originOf, sampleCatalogue, submissionOf } from '@postroom/application/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createUnitOfWork } from './unit-of-work.ts';

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterAll(() => store.stop());

const idOf = (answer: BatchAnswer | undefined): string =>
  answer && 'notificationId' in answer ? answer.notificationId : 'refused';

it('simultaneous batches that share keys in any order make one notification for each key', async () => {
  const bus = bootstrap({
    unitOfWork: createUnitOfWork(store.sql),
    catalogue: sampleCatalogue,
    now: () => new Date(),
    newId: store.newId,
  });
  const [request] = submissionOf({}).requests;
  if (!request) throw new Error('a submission has a request');
  const itemOf = (i: number) => ({
    request,
    idempotency: { principal: 'p', route: 'batch item', key: `k-${i}`, bodyHash: 'h' },
  });
  const indexes = Array.from({ length: 10 }, (_, i) => i);

  const receipts = await Promise.all(
    Array.from({ length: 20 }, (_, turn) => {
      const order = indexes.map((i) => (i * 3 + turn) % 10);
      const items = order.map(itemOf);
      return bus
        .handle({
          type: 'accept-batch',
          mode: 'strict',
          origin: originOf({}),
          items,
          idempotency: null,
        })
        .then(({ answers }) => order.map((i, at) => [i, idOf(answers[at])] as const));
    }),
  );

  const told = new Map<number, Set<string>>();
  for (const [i, answer] of receipts.flat()) {
    told.set(i, (told.get(i) ?? new Set()).add(answer));
  }
  expect([...told.values()].map((answers) => answers.size)).toEqual(Array(10).fill(1));
  expect([...told.values()].flatMap((ids) => [...ids])).not.toContain('refused');
  const [count] = await store.sql<{ n: number }[]>`select count(*)::int as n from notifications`;
  const [rows] = await store.sql<{ n: number }[]>`select count(*)::int as n from outbox`;
  expect([count?.n, rows?.n]).toEqual([10, 10]);
});
