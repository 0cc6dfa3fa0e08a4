import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pauseBeforeRetry } from './backoff.ts';
import { RetryLater } from './verdict.ts';

test('a settled retry waits exactly as long as was settled, however often the job failed', () => {
  fc.assert(
    fc.property(fc.nat(900_000), fc.integer({ min: 1, max: 1000 }), (delayMs, failures) => {
      expect(pauseBeforeRetry(new RetryLater('451', delayMs), failures, 0.5)).toBe(delayMs);
    }),
  );
});

test('failing infrastructure is asked again after a growing pause of at most 30 seconds', () => {
  const error = new Error('ECONNREFUSED');

  expect([1, 2, 3, 4, 7, 8, 1e6].map((failures) => pauseBeforeRetry(error, failures, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 30_000, 30_000, 30_000,
  ]);
  expect(pauseBeforeRetry(error, 8, 0)).toBe(15_000);
});
