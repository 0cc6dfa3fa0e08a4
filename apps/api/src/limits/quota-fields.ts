import type { Quota } from '@postroom/domain';

/**
 * `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers has them, structured
 * fields (RFC 9651): the quota of a window, and what is left of it for how many seconds.
 */
export const quotaFields = (
  { name, limit, windowSeconds }: Quota,
  { remaining, seconds }: { readonly remaining: number; readonly seconds: number },
): Readonly<Record<string, string>> => ({
  'RateLimit-Policy': `"${name}";q=${limit};w=${windowSeconds}`,
  RateLimit: `"${name}";r=${remaining};t=${seconds}`,
});
