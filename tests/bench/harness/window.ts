import type { Row } from '../measurement.ts';
import { type Costs, costsOf, rounded, sum } from '../statistics.ts';
import { machineCpuSeconds } from './cpu.ts';
import type { World } from './world.ts';

/** What processes and servers did between two moments. */
export interface Window {
  readonly seconds: number;
  /** CPU seconds by process. */
  readonly spent: { readonly [process: string]: number };
  /** How many cores' worth of CPU was used, and by programs that are not ours. */
  readonly coresBusy: number;
  readonly coresOfOthers: number;
  /** Milliseconds that an event loop stood still at a time, at most, by role. */
  readonly blocks: { readonly [role: string]: number };
}

/** Begins to watch; what is returned ends it. */
export const openWindow = async (world: World): Promise<() => Promise<Window>> => {
  await world.longestBlocks();
  const from = seen(world);
  return async () => {
    const to = seen(world);
    const blocks = await world.longestBlocks();
    const seconds = (to.at - from.at) / 1_000;
    const spent = Object.fromEntries(
      Object.entries(to.cpu).map(([name, value]) => [
        name,
        rounded(value - (from.cpu[name] ?? 0), 3),
      ]),
    );
    const all = to.machine - from.machine;
    return {
      seconds,
      spent,
      coresBusy: rounded(all / seconds),
      coresOfOthers: rounded(Math.max(0, all - sum(Object.values(spent))) / seconds),
      blocks,
    };
  };
};

const seen = (world: World) => ({
  cpu: world.cpu(),
  machine: machineCpuSeconds(),
  at: performance.now(),
});

/** What is told of a window in which `count` notifications were worked on. */
export const toldOf = (
  { spent, coresBusy, coresOfOthers, blocks }: Window,
  count: number,
): Required<Pick<Row, 'figures' | 'costs'>> => {
  const costs: Costs = costsOf(spent, count);
  const blocked = Object.entries(blocks).map(([role, ms]) => [`${role} blocked ms`, ms]);
  return {
    figures: {
      microseconds: rounded(sum(Object.values(costs)), 1),
      coresBusy,
      coresOfOthers,
      ...Object.fromEntries(blocked),
    },
    costs,
  };
};
