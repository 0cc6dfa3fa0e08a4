import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultRetry, pauseBefore, retryAfterMsOf } from './retry.ts';

test('pauses double, are at least half fixed, and never exceed the cap', () => {
  const random = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.nat(40), random, (retry, given) => {
      const pause = pauseBefore(defaultRetry, { retry, retryAfterMs: null, random: given });
      const whole = defaultRetry.baseMs * 2 ** retry;
      expect(pause).toBeGreaterThanOrEqual(Math.min(defaultRetry.capMs, whole / 2));
      expect(pause).toBeLessThanOrEqual(Math.min(defaultRetry.capMs, whole));
    }),
  );
});

test('the service may ask for a longer pause, and is not asked sooner', () => {
  const pauseFor = (header: string) => {
    const now = new Date('2026-10-21T07:27:55Z');
    const retryAfterMs = retryAfterMsOf(new Headers({ 'retry-after': header }), now);
    return pauseBefore(defaultRetry, { retry: 0, retryAfterMs, random: 0 });
  };

  expect(pauseFor('2')).toBe(2_000);
  expect(pauseFor('10')).toBe(10_000);
  expect(pauseFor('30')).toBeNull();
  expect(pauseFor('Wed, 21 Oct 2026 07:28:00 GMT')).toBe(5_000);
  expect(pauseFor('Wed, 21 Oct 2026 07:29:00 GMT')).toBeNull();
  expect(pauseFor('Wed, 21 Oct 2026 07:27:00 GMT')).toBe(100);
  expect(pauseFor('soon')).toBe(100);
});
