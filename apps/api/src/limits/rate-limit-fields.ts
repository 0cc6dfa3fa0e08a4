import { ProblemError } from '../problem/problem-error.ts';
import type { Allowance } from './rate-limiter.ts';

/**
 * `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers has them, structured
 * fields (RFC 9651): the quota a window of one second, and what is left of it for how long.
 */
export const rateLimitFields = (allowance: Allowance): Readonly<Record<string, string>> => {
  const { policy, limit, remaining } = allowance;
  return {
    'RateLimit-Policy': `"${policy}";q=${limit.burst};w=1`,
    RateLimit: `"${policy}";r=${remaining};t=${secondsLeft(allowance)}`,
  };
};

export const rateLimited = (allowance: Allowance): ProblemError => {
  const who = allowance.policy === 'key' ? 'this API key' : 'this user';
  const { ratePerSecond } = allowance.limit;
  const message = `${who} may ask ${ratePerSecond} times a second, items of a batch counted`;
  return new ProblemError('rate_limited', message, {
    headers: { 'Retry-After': String(secondsLeft(allowance)) },
  });
};

/** Whole seconds, at least one: until the next request is granted, or until the window is over. */
const secondsLeft = ({ retryAfterMs }: Allowance): number =>
  Math.max(1, Math.ceil(retryAfterMs / 1_000));
