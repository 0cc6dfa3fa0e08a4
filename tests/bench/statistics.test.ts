import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ceilingOf, costsOf, histogramOf, median, quantilesOf, sum } from './statistics.ts';

test('quantiles are values that were seen, by nearest rank', () => {
  const hundred = Array.from({ length: 1_000 }, (_, i) => 1_000 - i);

  expect(quantilesOf(hundred)).toEqual({
    p50: 500,
    p90: 900,
    p99: 990,
    p999: 999,
    max: 1_000,
    count: 1_000,
  });
  expect(quantilesOf([7])).toEqual({ p50: 7, p90: 7, p99: 7, p999: 7, max: 7, count: 1 });
  expect(() => quantilesOf([])).toThrow('nothing');
});

test('quantiles never fall from one to the next, whatever the order of the values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1 }), (values) => {
      const { p50, p90, p99, p999, max } = quantilesOf(values);
      expect([p50, p90, p99, p999, max]).toEqual(
        [p50, p90, p99, p999, max].toSorted((a, b) => a - b),
      );
      expect(max).toBe(Math.max(...values));
    }),
  );
});

test('a cost is the CPU of a process spread over what it did', () => {
  expect(costsOf({ api: 1.5, relay: 0 }, 10_000)).toEqual({ api: 150, relay: 0 });
  expect(costsOf({ api: 1.5 }, 0)).toEqual({ api: 0 });
});

test('a ceiling is what all cores can do at that cost', () => {
  expect(ceilingOf(500, 2)).toBe(4_000);
});

test('a median of an even count is the mean of the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('every value is in one bar of a histogram, below its end and above the end before', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: 0, max: 1e5, noNaN: true })), (values) => {
      const bars = histogramOf(values);
      expect(sum(bars.map(({ count }) => count))).toBe(values.length);
      expect(bars.map(({ atMost }) => atMost)).toEqual(
        bars.map(({ atMost }) => atMost).toSorted((a, b) => a - b),
      );
    }),
  );
  expect(histogramOf([4, 4.1, 5.6, 8, 0])).toEqual([
    { atMost: 0.125, count: 1 },
    { atMost: 4, count: 1 },
    { atMost: 5.657, count: 2 },
    { atMost: 8, count: 1 },
  ]);
});
