/** How long a failed attempt waits for the next, and how many there may be. */
export interface RetryPolicy {
  /** Retries after the first attempt. */
  readonly maxRetries: number;
  /** Milliseconds before the first retry. */
  readonly baseMs: number;
  /** Each further retry waits this many times longer. */
  readonly factor: number;
  /** No wait is longer, in milliseconds. */
  readonly capMs: number;
}

/** 10 s, 70 s, 8 min: the third is past the greylisting of most receivers. */
export const defaultRetryPolicy: RetryPolicy = {
  maxRetries: 3,
  baseMs: 10_000,
  factor: 7,
  capMs: 900_000,
};

/**
 * Capped exponential back-off with equal jitter: half of the wait is fixed, half random, so that
 * what failed together does not return together and still never returns at once.
 * @param attempts spent so far, from 1. @param random from 0 to 1.
 */
export const backoffMs = (policy: RetryPolicy, attempts: number, random: number): number => {
  const full = Math.min(policy.capMs, policy.baseMs * policy.factor ** (attempts - 1));
  return Math.round(full / 2 + (full / 2) * random);
};

/**
 * The wait before a deferred send is tried again (429, refused connection, open breaker): what the
 * provider asked for, else one to two seconds; at most a minute, so that recovery is noticed.
 */
export const deferralMs = (retryAfterMs: number | undefined, random: number): number => {
  const wanted = retryAfterMs ?? 1_000;
  return Math.round(Math.min(60_000, wanted) + 1_000 * random);
};
