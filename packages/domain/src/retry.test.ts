import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, defaultRetryPolicy, deferralMs, type RetryPolicy } from './retry.ts';

const policies = fc.record({
  maxRetries: fc.nat(20),
  baseMs: fc.integer({ min: 1, max: 60_000 }),
  factor: fc.integer({ min: 1, max: 20 }),
  capMs: fc.integer({ min: 1, max: 86_400_000 }),
});
const randoms = fc.double({ min: 0, max: 1, noNaN: true });
const attempts = fc.integer({ min: 1, max: 100 });

const fullMs = ({ baseMs, factor, capMs }: RetryPolicy, spent: number) =>
  Math.min(capMs, baseMs * factor ** (spent - 1));

describe('back-off', () => {
  it('waits 10 s, 70 s and 490 s at most, and half of that at least', () => {
    const waits = [1, 2, 3].map((spent) => [
      backoffMs(defaultRetryPolicy, spent, 0),
      backoffMs(defaultRetryPolicy, spent, 1),
    ]);
    expect(waits).toEqual([
      [5_000, 10_000],
      [35_000, 70_000],
      [245_000, 490_000],
    ]);
  });

  it('lies between half and the whole of what the policy says', () => {
    fc.assert(
      fc.property(policies, attempts, randoms, (policy, spent, random) => {
        const wait = backoffMs(policy, spent, random);
        const full = fullMs(policy, spent);
        expect(wait).toBeGreaterThanOrEqual(Math.round(full / 2));
        expect(wait).toBeLessThanOrEqual(Math.round(full));
      }),
    );
  });

  it('never exceeds the cap, however many attempts were spent', () => {
    fc.assert(
      fc.property(
        policies,
        fc.integer({ min: 1, max: 5_000 }),
        randoms,
        (policy, spent, random) => {
          expect(backoffMs(policy, spent, random)).toBeLessThanOrEqual(policy.capMs);
        },
      ),
    );
  });

  it('never shrinks with further attempts, nor with more chance', () => {
    fc.assert(
      fc.property(policies, attempts, randoms, randoms, (policy, spent, a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(backoffMs(policy, spent + 1, less)).toBeGreaterThanOrEqual(
          backoffMs(policy, spent, less),
        );
        expect(backoffMs(policy, spent, more)).toBeGreaterThanOrEqual(
          backoffMs(policy, spent, less),
        );
      }),
    );
  });

  it('is a whole number of milliseconds', () => {
    fc.assert(
      fc.property(policies, attempts, randoms, (policy, spent, random) => {
        expect(Number.isSafeInteger(backoffMs(policy, spent, random))).toBe(true);
      }),
    );
  });
});

describe('deferral', () => {
  it('waits as long as the provider asks, and up to a second more', () => {
    expect(deferralMs(7_000, 0)).toBe(7_000);
    expect(deferralMs(7_000, 1)).toBe(8_000);
  });

  it('waits one to two seconds when the provider asks for nothing', () => {
    expect([deferralMs(undefined, 0), deferralMs(undefined, 1)]).toEqual([1_000, 2_000]);
  });

  it('is at most a minute and a second, so that recovery is noticed', () => {
    fc.assert(
      fc.property(fc.nat(), randoms, (wanted, random) => {
        expect(deferralMs(wanted, random)).toBeLessThanOrEqual(61_000);
      }),
    );
  });
});
