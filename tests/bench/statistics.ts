/** Milliseconds, to two places. */
export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly count: number;
}

/**
 * Quantiles by nearest rank: the smallest value that at least that share of all values does not
 * exceed. Exact, since nothing is put into buckets.
 * @throws Error when there are no values.
 */
export const quantilesOf = (values: Iterable<number>): Quantiles => {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) throw new Error('there is nothing to take quantiles of');
  const at = (share: number): number =>
    rounded(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return {
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: at(1),
    count: sorted.length,
  };
};

/** Microseconds of CPU for each notification, by process. */
export type Costs = { readonly [process: string]: number };

/** CPU seconds by process, spread over `count` notifications, to a tenth of a microsecond. */
export const costsOf = (cpuSeconds: { readonly [process: string]: number }, count: number): Costs =>
  Object.fromEntries(
    Object.entries(cpuSeconds).map(([name, seconds]) => [
      name,
      count > 0 ? rounded((seconds * 1e6) / count, 1) : 0,
    ]),
  );

export const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** Notifications a second that so many cores can do when each costs that much of them, and none idles. */
export const ceilingOf = (microsecondsEach: number, cores: number): number =>
  Math.floor((cores * 1e6) / microsecondsEach);

/** The middle value; of two in the middle their mean. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('there is no middle of nothing');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

export const rounded = (value: number, places = 2): number => Number(value.toFixed(places));

/** One bar: how many values lie above the bar before and do not exceed `atMost`. */
export interface Bar {
  readonly atMost: number;
  readonly count: number;
}

/** Bars at powers of the square root of two, so that each is as fine as its values are large. */
export const histogramOf = (values: Iterable<number>): readonly Bar[] => {
  const counts = new Map<number, number>();
  for (const value of values) {
    const step = Math.ceil(2 * Math.log2(Math.max(value, smallestBar)));
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([step, count]) => ({ atMost: rounded(2 ** (step / 2), 3), count }));
};

/** Of a millisecond: less is told apart by nobody. */
const smallestBar = 0.125;

export const mean = (values: readonly number[]): number => sum(values) / values.length;
