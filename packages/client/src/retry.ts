/** How a request that may be repeated is repeated. */
export interface RetryOptions {
  /** Retries after the first attempt. Default 4; more hold the caller up longer in an outage. */
  readonly retries: number;
  /** Milliseconds before the first retry, doubled each time. Default 200. */
  readonly baseMs: number;
  /** The longest pause in milliseconds, a `Retry-After` included. Default 10,000. */
  readonly capMs: number;
}

export const defaultRetry: RetryOptions = { retries: 4, baseMs: 200, capMs: 10_000 };

/** Too many requests, and "not now": nothing was done, or the key makes a repetition harmless. */
export const isTemporary = (status: number): boolean => status === 429 || status === 503;

/**
 * Milliseconds before retry `retry` (from 0). Half is fixed and half random, so that callers who
 * failed together do not come back together; never sooner than the service asked for.
 */
export const pauseBefore = (
  { baseMs, capMs }: RetryOptions,
  {
    retry,
    retryAfter,
    random,
  }: { readonly retry: number; readonly retryAfter: string | null; readonly random: number },
): number => {
  const backOff = baseMs * 2 ** retry * (0.5 + random / 2);
  const seconds = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : 0;
  return Math.min(capMs, Math.max(backOff, seconds * 1000));
};
