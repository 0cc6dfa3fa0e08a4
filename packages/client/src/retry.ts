/** How a request that may be repeated is repeated. */
export interface RetryOptions {
  /** Retries after the first attempt. Default 4; more hold the caller up longer in an outage. */
  readonly retries: number;
  /** Milliseconds before the first retry, doubled each time. Default 200. */
  readonly baseMs: number;
  /**
   * The longest pause in milliseconds. Default 10,000. A service that asks for a longer one is not
   * asked again: its refusal is thrown, with `retryAfterMs`.
   */
  readonly capMs: number;
}

export const defaultRetry: RetryOptions = { retries: 4, baseMs: 200, capMs: 10_000 };

/**
 * Whether a refusal is only for now: too many requests, or "not now". A recipient who had enough of a
 * type is no matter of a moment, however soon the hour is over: the caller is in a loop, mostly.
 */
export const isTemporary = (status: number, code: string | undefined): boolean =>
  (status === 429 && code !== 'recipient_cap') || status === 503;

/**
 * Milliseconds before retry `retry` (from 0). Half is fixed and half random, so that callers who
 * failed together do not come back together; never sooner than the service asked for. Null when
 * that is longer than the cap.
 */
export const pauseBefore = (
  { baseMs, capMs }: RetryOptions,
  {
    retry,
    retryAfterMs,
    random,
  }: { readonly retry: number; readonly retryAfterMs: number | null; readonly random: number },
): number | null => {
  if (retryAfterMs !== null && retryAfterMs > capMs) return null;
  const backOff = Math.min(capMs, baseMs * 2 ** retry * (0.5 + random / 2));
  return Math.max(backOff, retryAfterMs ?? 0);
};

/** Milliseconds that a `Retry-After`, in seconds or as a date, asks for; null when there is none. */
export const retryAfterMsOf = (headers: Headers, now: Date): number | null => {
  const header = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, until - now.getTime());
};
