import { claimOf } from '@postroom/application/testing';
import { afterAll, afterEach, beforeAll, expect, inject, it, vi } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createReconcileStore } from './reconcile-store.ts';
import { standingIn } from './testing/standing.ts';

const tenMinutesMs = 600_000;

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => store.stop());

it.each([tenMinutesMs, -tenMinutesMs])(
  "a lease ends by the database's clock, however wrong the process's own is",
  async (offMs) => {
    const n = await standingIn(store, 'queued');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offMs });

    await store.deliveryStore.claim([claimOf(n)]);
    const taken = await createReconcileStore(store.sql).takeExpired({
      limit: 10,
      worker: 'r-1',
      leaseMs: 20_000,
    });

    const [row] = await store.sql<{ seconds: number }[]>`
      select extract(epoch from lease_until - now())::float8 as seconds
      from notifications where id = ${n.id}`;
    expect(taken).toEqual([]);
    expect(Math.round((row?.seconds ?? 0) / 20)).toBe(1);
  },
);
