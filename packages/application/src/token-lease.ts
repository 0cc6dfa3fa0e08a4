import type { BucketLimit, Taken, TokenBuckets } from './ports/token-buckets.ts';

/**
 * One process's hold on a shared bucket. It takes slices, so that a busy process asks the store
 * about 20 times a second; up to 20 tokens a second a slice is one token, and the limit is exact.
 *
 *   in hand  some tokens of a slice are left. They lapse after a second, so that what one process
 *            keeps for itself stays bounded.
 *   asking   none left: one question is under way, for all who wait.
 *   closed   the bucket has less than a slice left. Nobody asks before it can have more.
 */
export interface TokenLease {
  /** As much of `wanted`, default 1, as there is. @throws what the store throws. */
  take(wanted?: number): Promise<Taken>;
  /** As `TokenBuckets.owe`; what is in hand is used up first. */
  owe(count: number): Promise<Taken>;
}

interface LeaseOptions {
  readonly buckets: TokenBuckets;
  readonly bucket: string;
  readonly limit: BucketLimit;
  /** A clock that only goes forward, in milliseconds. */
  nowMs(): number;
}

const asksPerSecond = 20;
const lapseMs = 1_000;

export const createTokenLease = ({ buckets, bucket, limit, nowMs }: LeaseOptions): TokenLease => {
  const slice = sliceOf(limit);
  const gapMs = slice > 1 ? 1_000 / asksPerSecond : 0;
  let inHand = 0;
  let lapsesAt = 0;
  let closedUntil = 0;
  let told = { remaining: limit.burst, at: nowMs() };
  let waiting = 0;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    const wanted = Math.max(slice, waiting);
    const taken = await buckets.take(bucket, wanted, limit);
    hold(taken.granted);
    learn(taken);
    if (taken.remaining < slice) closedUntil = nowMs() + Math.max(taken.retryAfterMs, gapMs);
  };
  const hold = (granted: number): void => {
    inHand = held() + granted;
    lapsesAt = nowMs() + lapseMs;
  };
  const held = (): number => (nowMs() < lapsesAt ? inHand : 0);
  const learn = ({ remaining }: Taken): void => {
    told = { remaining, at: nowMs() };
  };
  const left = (): number => {
    const filled = told.remaining + ((nowMs() - told.at) / 1_000) * limit.ratePerSecond;
    return held() + Math.floor(Math.min(limit.burst, filled));
  };
  const answer = (granted: number): Taken => ({
    granted,
    retryAfterMs: held() > 0 ? 0 : Math.max(0, Math.ceil(closedUntil - nowMs())),
    remaining: left(),
  });

  return {
    async take(wanted = 1) {
      waiting += wanted;
      try {
        while (held() === 0 && nowMs() >= closedUntil) {
          asking ??= ask().finally(() => {
            asking = undefined;
          });
          await asking;
        }
      } finally {
        waiting -= wanted;
      }
      const granted = Math.min(held(), wanted);
      inHand = held() - granted;
      return answer(granted);
    },

    async owe(count) {
      const paid = Math.min(held(), count);
      inHand = held() - paid;
      if (paid < count) {
        const taken = await buckets.owe(bucket, count - paid, limit);
        learn(taken);
        if (taken.retryAfterMs > 0) closedUntil = nowMs() + Math.max(taken.retryAfterMs, gapMs);
      }
      return { ...answer(count), granted: count };
    },
  };
};

const sliceOf = ({ ratePerSecond, burst }: BucketLimit): number =>
  Math.max(1, Math.floor(Math.min(ratePerSecond / asksPerSecond, burst)));
