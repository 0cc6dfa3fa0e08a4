import type { BucketLimit, Taken, TokenBuckets } from '../ports/token-buckets.ts';

/** Buckets in memory on a clock that tests move. */
export const memoryTokenBuckets = (nowMs: () => number): TokenBuckets => {
  const fullAt = new Map<string, number>();
  const spend = (name: string, limit: BucketLimit, grant: (available: number) => number): Taken => {
    const { burst, ratePerSecond } = limit;
    const now = nowMs();
    const from = Math.max(now, fullAt.get(name) ?? now);
    const available = burst - ((from - now) * ratePerSecond) / 1_000;
    const granted = grant(Math.max(0, Math.floor(available)));
    const next = from + (granted * 1_000) / ratePerSecond;
    fullAt.set(name, next);
    const left = available - granted;
    return {
      granted,
      retryAfterMs: left >= 1 ? 0 : Math.ceil(((1 - left) * 1_000) / ratePerSecond),
      remaining: Math.floor(left),
    };
  };
  return {
    take: async (name, wanted, limit) =>
      spend(name, limit, (available) => Math.min(wanted, available)),
    owe: async (name, count, limit) => spend(name, limit, () => count),
  };
};
