import { ProblemError } from '../problem/problem-error.ts';
import { quotaFields } from './quota-fields.ts';
import type { Allowance } from './rate-limiter.ts';

/** What the caller's requests have left, in windows of one second. */
export const rateLimitFields = (allowance: Allowance): Readonly<Record<string, string>> => {
  const { policy, limit, remaining } = allowance;
  const quota = { name: policy, limit: limit.burst, windowSeconds: 1 };
  return quotaFields(quota, { remaining, seconds: secondsLeft(allowance) });
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
