import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TokenBuckets } from '../ports/token-buckets.ts';

export interface TokenBucketsHarness {
  readonly buckets: TokenBuckets;
  /** As if so much time had passed. */
  elapse(ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** Slow enough that a test's own time fills in nothing. */
const slow = { ratePerSecond: 0.01, burst: 20 };

/** What all token buckets promise; those in memory and the real ones both run it. */
export const tokenBucketsContract = (create: () => Promise<TokenBucketsHarness>): void => {
  describe('token buckets', () => {
    let store: TokenBucketsHarness;
    beforeEach(async () => {
      store = await create();
    });
    afterEach(() => store.stop());

    it('begin full and grant no more than they hold', async () => {
      const first = await store.buckets.take('a', 15, slow);
      const second = await store.buckets.take('a', 15, slow);
      const third = await store.buckets.take('a', 15, slow);

      expect(first).toEqual({ granted: 15, retryAfterMs: 0, remaining: 5 });
      expect(second).toMatchObject({ granted: 5, remaining: 0 });
      expect(third).toMatchObject({ granted: 0, remaining: 0 });
    });

    it('grant at most what they hold to the very first who asks', async () => {
      expect(await store.buckets.take('a', 500, slow)).toMatchObject({ granted: 20, remaining: 0 });
    });

    it('fill with time, and say when the next token is there', async () => {
      const { retryAfterMs } = await store.buckets.take('a', 20, slow);

      await store.elapse(retryAfterMs);
      const next = await store.buckets.take('a', 20, slow);

      expect(retryAfterMs).toBeGreaterThan(0);
      expect(retryAfterMs).toBeLessThanOrEqual(100_000);
      expect(next.granted).toBe(1);
    });

    it('hold no more than their burst, however long nobody asks', async () => {
      await store.buckets.take('a', 20, slow);
      await store.elapse(365 * 86_400_000);

      expect(await store.buckets.take('a', 1_000, slow)).toMatchObject({ granted: 20 });
    });

    it('keep no token of each other', async () => {
      await store.buckets.take('a', 20, slow);

      expect(await store.buckets.take('b', 1, slow)).toMatchObject({ granted: 1, remaining: 19 });
    });

    it('may be brought into debt, and grant nothing until it is paid', async () => {
      const owed = await store.buckets.owe('a', 100, slow);
      await store.elapse(7_900_000);
      const early = await store.buckets.take('a', 1, slow);
      await store.elapse(200_001);
      const late = await store.buckets.take('a', 5, slow);

      expect(owed).toMatchObject({ granted: 100, remaining: -80 });
      expect(early).toMatchObject({ granted: 0 });
      expect(late).toMatchObject({ granted: 1 });
    });

    it('take fractions of a token a second, and many thousands', async () => {
      const fast = { ratePerSecond: 1_000_000, burst: 5_000_000 };

      expect(await store.buckets.take('a', 2_500_000, fast)).toMatchObject({ granted: 2_500_000 });
      expect(await store.buckets.take('b', 1, { ratePerSecond: 0.0001, burst: 1 })).toMatchObject({
        granted: 1,
      });
    });
  });
};
