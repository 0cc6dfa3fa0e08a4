import type { World } from '../harness/world.ts';
import type { Row } from '../measurement.ts';
import { costsOf, rounded, sum } from '../statistics.ts';

/** Measures one part alone, done by this process: what it and the servers spend on each notification. */
export const part = async (
  world: World,
  what: string,
  work: () => Promise<number>,
): Promise<Row> => {
  const before = world.cpu();
  const from = performance.now();
  const count = await work();
  const seconds = (performance.now() - from) / 1_000;
  const after = world.cpu();
  const spent = Object.fromEntries(
    Object.entries(after).map(([name, value]) => [
      name === 'load' ? 'node' : name,
      rounded(value - (before[name] ?? 0), 3),
    ]),
  );
  const costs = costsOf(spent, count);
  const figures = {
    perSecond: Math.round(count / seconds),
    microseconds: rounded(sum(Object.values(costs)), 1),
  };
  return { what, figures, costs };
};
