import { tokenBucketsContract } from '@postroom/application/testing';
import { expect, inject, onTestFinished, test } from 'vitest';
import { postgresHarness } from '../testing/postgres-harness.ts';
import { connect } from './client.ts';
import { createTokenBuckets, forgetFullBuckets } from './token-buckets.ts';

tokenBucketsContract(async () => {
  const store = await postgresHarness(inject('servers'));
  return {
    buckets: createTokenBuckets(store.sql),
    async elapse(ms) {
      await store.sql`
        update token_buckets set full_at = full_at - ${ms}::float8 * interval '1 millisecond'`;
    },
    stop: store.stop,
  };
});

test('many takers over many connections are never granted more than time and burst allow', async () => {
  const store = await postgresHarness(inject('servers'));
  const other = connect({ url: store.url, max: 4 });
  onTestFinished(async () => {
    await other.end({ timeout: 5 });
    await store.stop();
  });
  const limit = { ratePerSecond: 500, burst: 100 };
  const pools = [createTokenBuckets(store.sql), createTokenBuckets(other)];

  let granted = 0;
  const began = performance.now();
  const taker = async (i: number): Promise<void> => {
    for (let turn = 0; turn < 60; turn += 1) {
      const taken = await pools[i % 2]?.take('provider', 1 + ((i + turn) % 7), limit);
      granted += taken?.granted ?? 0;
    }
  };
  await Promise.all(Array.from({ length: 16 }, (_, i) => taker(i)));
  const elapsedSeconds = (performance.now() - began) / 1_000;

  expect(granted).toBeGreaterThanOrEqual(100);
  expect(granted).toBeLessThanOrEqual(100 + Math.ceil(500 * elapsedSeconds));
});

test('a bucket that has long been full is forgotten, one that is in debt is not', async () => {
  const store = await postgresHarness(inject('servers'));
  onTestFinished(store.stop);
  const buckets = createTokenBuckets(store.sql);
  const limit = { ratePerSecond: 1, burst: 10 };
  await buckets.take('old', 1, limit);
  await store.sql`update token_buckets set full_at = full_at - interval '2 hours'`;
  await buckets.owe('owing', 50, limit);

  expect(await forgetFullBuckets(store.sql, 100)).toBe(1);
  expect([...(await store.sql`select name from token_buckets`)]).toEqual([{ name: 'owing' }]);
});
