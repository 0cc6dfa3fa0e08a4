import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BucketLimit, TokenBuckets } from './ports/token-buckets.ts';
import { memoryTokenBuckets } from './testing/memory-token-buckets.ts';
import { createTokenLease } from './token-lease.ts';

/** Processes that share a bucket and a clock. */
const world = (limit: BucketLimit) => {
  let now = 1_000;
  let asks = 0;
  const memory = memoryTokenBuckets(() => now);
  const buckets: TokenBuckets = {
    take: (...asked) => {
      asks += 1;
      return memory.take(...asked);
    },
    owe: memory.owe,
  };
  return {
    lease: () => createTokenLease({ buckets, bucket: 'b', limit, nowMs: () => now }),
    advance: (ms: number) => {
      now += ms;
    },
    asks: () => asks,
  };
};

test('a busy process asks about twenty times a second', async () => {
  const { lease, advance, asks } = world({ ratePerSecond: 1_000, burst: 1_000 });
  const busy = lease();

  let granted = 0;
  for (let ms = 0; ms < 10_000; ms += 1) {
    granted += (await busy.take()).granted;
    advance(1);
  }

  expect(granted).toBe(10_000);
  expect(asks()).toBeLessThanOrEqual(202);
});

test('a process that wants far more than there is still asks about twenty times a second', async () => {
  const { lease, advance, asks } = world({ ratePerSecond: 1_000, burst: 1_000 });
  const greedy = lease();

  let granted = 0;
  for (let ms = 0; ms < 5_000; ms += 1) {
    for (let i = 0; i < 10; i += 1) granted += (await greedy.take()).granted;
    advance(1);
  }

  expect(granted).toBeGreaterThan(5_500);
  expect(granted).toBeLessThanOrEqual(6_000);
  expect(asks()).toBeLessThanOrEqual(125);
});

test('small rates are exact, for two processes too, and refuse with the time to wait', async () => {
  const { lease, advance } = world({ ratePerSecond: 2, burst: 4 });
  const [one, other] = [lease(), lease()];

  const first = await Promise.all([one.take(), one.take(), other.take(), other.take()]);
  const refused = await one.take();
  advance(499);
  const early = await other.take();
  advance(1);
  const due = await one.take();

  expect(first.map(({ granted }) => granted)).toEqual([1, 1, 1, 1]);
  expect(refused).toEqual({ granted: 0, retryAfterMs: 500, remaining: 0 });
  expect(early).toMatchObject({ granted: 0, retryAfterMs: 1 });
  expect(due).toMatchObject({ granted: 1 });
});

test('callers at the same moment share one question', async () => {
  const { lease, asks } = world({ ratePerSecond: 100, burst: 100 });
  const busy = lease();

  const taken = await Promise.all(Array.from({ length: 90 }, () => busy.take()));

  expect(taken.every(({ granted }) => granted === 1)).toBe(true);
  expect(asks()).toBeLessThanOrEqual(2);
});

test('what is left of a slice lapses after a second', async () => {
  const { lease, advance, asks } = world({ ratePerSecond: 1_000, burst: 1_000 });
  const idle = lease();
  await idle.take();

  advance(999);
  await idle.take();
  expect(asks()).toBe(1);
  advance(1);
  await idle.take();
  expect(asks()).toBe(2);
});

test('a debt is paid before anything is granted', async () => {
  const { lease, advance } = world({ ratePerSecond: 10, burst: 10 });
  const debtor = lease();

  const owed = await debtor.owe(30);
  advance(2_000);
  const early = await debtor.take();
  advance(100);
  const paid = await debtor.take();

  expect(owed).toMatchObject({ granted: 30, retryAfterMs: 2_100, remaining: -20 });
  expect(early.granted).toBe(0);
  expect(paid.granted).toBe(1);
});

test('a debt is paid out of the hand first', async () => {
  const { lease } = world({ ratePerSecond: 1_000, burst: 1_000 });
  const debtor = lease();
  await debtor.take();

  expect(await debtor.owe(49)).toMatchObject({ granted: 49, remaining: 950 });
  expect(await debtor.owe(1)).toMatchObject({ granted: 1, remaining: 949 });
});

test('who waits for a question that fails is told so, and the next one asks again', async () => {
  const limit = { ratePerSecond: 1, burst: 5 };
  const memory = memoryTokenBuckets(() => 0);
  let isAway = true;
  const buckets: TokenBuckets = {
    ...memory,
    take: (...asked) => (isAway ? Promise.reject(new Error('away')) : memory.take(...asked)),
  };
  const lease = createTokenLease({ buckets, bucket: 'b', limit, nowMs: () => 0 });

  const outcomes = await Promise.allSettled([lease.take(), lease.take()]);
  isAway = false;

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await lease.take()).toMatchObject({ granted: 1 });
});

test('whoever asks whenever, no more is used than time and burst allow, and a second of slices', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2_000 }),
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.tuple(fc.nat(2), fc.nat(300), fc.integer({ min: 1, max: 40 })), {
        maxLength: 80,
      }),
      async (ratePerSecond, burst, calls) => {
        const { lease, advance } = world({ ratePerSecond, burst });
        const leases = [lease(), lease(), lease()];
        let elapsed = 0;
        let used = 0;
        for (const [who, pause, wanted] of calls) {
          advance(pause);
          elapsed += pause;
          used += (await leases[who]?.take(wanted))?.granted ?? 0;
        }
        expect(used).toBeLessThanOrEqual(Math.floor(burst + (ratePerSecond * elapsed) / 1_000));
      },
    ),
  ));
