import { createHash } from 'node:crypto';
import {
  type BucketLimit,
  createTokenLease,
  type Taken,
  type TokenBuckets,
  type TokenLease,
} from '@postroom/application';
import { withDeadline } from '@postroom/runtime';
import type { Principal } from '../auth/principal.ts';

/** What a caller was granted, and what is left to them. */
export interface Allowance {
  readonly isGranted: boolean;
  /** Names the limit in the fields of an answer. */
  readonly policy: 'key' | 'user';
  readonly limit: BucketLimit;
  /** Whole requests, at least 0. */
  readonly remaining: number;
  readonly retryAfterMs: number;
}

/** Undefined means not limited, or that nobody can tell just now. Never throws. */
export interface RateLimiter {
  /** Counts a request. */
  admit(principal: Principal): Promise<Allowance | undefined>;
  /**
   * Counts `count` more that came in with a request that was admitted. It is never refused, for a
   * batch that is larger than the bucket would never fit: what follows pays the debt.
   */
  charge(principal: Principal, count: number): Promise<Allowance | undefined>;
}

interface Options {
  readonly buckets: TokenBuckets;
  /** Requests a second and key; a key that has been quiet may spend a second's worth at once. */
  readonly perSecond: number;
  nowMs(): number;
  /** Told once in an outage's second. */
  onAway(error: unknown): void;
}

/** A person clicks; what asks more often than this for one user is a program that has gone wrong. */
const mostPerUser = 20;

/** Milliseconds a request waits for the shared count: then it goes on uncounted. */
const patienceMs = 1_000;

/** Milliseconds in which nobody asks again after the store did not answer. */
const coolDownMs = 1_000;

/** Callers whose lease is kept, so that many users cannot fill the memory; the oldest goes first. */
const mostLeases = 10_000;

/**
 * Counts requests by API key, and by user for users' own tokens, over all processes. While the
 * store is away everything is let through: what needs the store fails by itself, and what does not
 * is nobody's harm.
 */
export const createRateLimiter = ({ buckets, perSecond, nowMs, onAway }: Options): RateLimiter => {
  const leases = new Map<string, TokenLease>();
  let awayUntil = 0;

  const leaseOf = (bucket: string, limit: BucketLimit): TokenLease => {
    const known = leases.get(bucket);
    if (known) return known;
    for (const oldest of leases.keys()) {
      if (leases.size < mostLeases) break;
      leases.delete(oldest);
    }
    const lease = createTokenLease({ buckets, bucket, limit, nowMs });
    leases.set(bucket, lease);
    return lease;
  };

  const spend = async (
    principal: Principal,
    ask: (lease: TokenLease) => Promise<Taken>,
  ): Promise<Allowance | undefined> => {
    const counted = countedBy(principal, perSecond);
    if (!counted || nowMs() < awayUntil) return undefined;
    const { bucket, policy, limit } = counted;
    try {
      const taking = ask(leaseOf(bucket, limit));
      const { granted, remaining, retryAfterMs } = await withDeadline(taking, patienceMs, 'limits');
      return {
        isGranted: granted > 0,
        policy,
        limit,
        remaining: Math.max(0, remaining),
        retryAfterMs,
      };
    } catch (error) {
      if (nowMs() >= awayUntil) onAway(error);
      awayUntil = nowMs() + coolDownMs;
      return undefined;
    }
  };

  return {
    admit: (principal) => spend(principal, (lease) => lease.take()),
    charge: (principal, count) => spend(principal, (lease) => lease.owe(count)),
  };
};

const countedBy = ({ keyId, userId }: Principal, perSecond: number) => {
  if (userId !== undefined) {
    const rate = Math.min(perSecond, mostPerUser);
    const name = createHash('sha256').update(userId).digest('hex');
    return { bucket: `user:${name}`, policy: 'user', limit: perSecondOf(rate) } as const;
  }
  if (keyId === undefined) return undefined;
  return { bucket: `key:${keyId}`, policy: 'key', limit: perSecondOf(perSecond) } as const;
};

const perSecondOf = (rate: number): BucketLimit => ({ ratePerSecond: rate, burst: rate });
