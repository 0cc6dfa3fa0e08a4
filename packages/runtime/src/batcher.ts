import { AsyncLocalStorage } from 'node:async_hooks';

/** What became of one item of a batch. */
export type Settled<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: unknown };

export interface BatcherOptions<Item, Result> {
  /**
   * Does the work of a whole batch and answers in the order of its items, one answer each. A throw
   * rejects every item of the batch.
   */
  run(items: readonly Item[]): Promise<readonly Settled<Result>[]>;
  /** Runs at a time. More of them overlap waiting, but make smaller batches and more contention. */
  readonly maxInFlight: number;
  /** Weight of a batch. More of it costs fewer round trips and a longer wait for all in it. */
  readonly maxItems: number;
  /** What an item counts against `maxItems`, default 1. An item heavier than that goes alone. */
  weight?(item: Item): number;
}

export interface Batcher<Item, Result> {
  /** Settles as `run` said for this item. */
  add(item: Item): Promise<Result>;
  /** Resolves once nothing is waiting or under way, whatever its outcome. */
  idle(): Promise<void>;
  /** Items added and not answered yet. */
  readonly size: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly weight: number;
  settle(outcome: Settled<Result>): void;
}

/**
 * Merges concurrent calls into batches without a timer (group commit): while fewer than
 * `maxInFlight` runs are under way a call goes at once, with whatever arrived in the same turn of
 * the event loop; otherwise arrivals queue up and go together in the next run. So a lone call waits
 * for nobody, and the busier it gets the larger, and cheaper per item, the batches become.
 *
 * Items keep their order of arrival and are never split. Runs see the async context in which the
 * batcher was made, not that of whichever caller happened to come first.
 */
export const createBatcher = <Item, Result>({
  run,
  maxInFlight,
  maxItems,
  weight = () => 1,
}: BatcherOptions<Item, Result>): Batcher<Item, Result> => {
  const inOwnContext = AsyncLocalStorage.snapshot();
  const queue: Waiting<Item, Result>[] = [];
  const idlers: (() => void)[] = [];
  let running = 0;
  let unanswered = 0;
  let isScheduled = false;

  const schedule = (): void => {
    if (isScheduled || queue.length === 0 || running >= maxInFlight) return;
    isScheduled = true;
    // setImmediate, not a microtask: every request read from the network in this turn joins.
    inOwnContext(setImmediate, launch);
  };

  const launch = (): void => {
    isScheduled = false;
    while (running < maxInFlight && queue.length > 0) void execute(take(queue, maxItems));
  };

  const execute = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    running += 1;
    const outcomes = await settleBatch(run, batch);
    running -= 1;
    unanswered -= batch.length;
    for (const [index, waiting] of batch.entries()) waiting.settle(outcomes(index));
    schedule();
    if (unanswered === 0) for (const resolve of idlers.splice(0)) resolve();
  };

  return {
    add: (item) =>
      new Promise<Result>((resolve, reject) => {
        const settle = (outcome: Settled<Result>): void =>
          outcome.ok ? resolve(outcome.value) : reject(outcome.error);
        queue.push({ item, weight: weight(item), settle });
        unanswered += 1;
        schedule();
      }),
    idle: () =>
      unanswered === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)),
    get size() {
      return unanswered;
    },
  };
};

/** Removes from the head of the queue what fits, at least one. */
const take = <T extends { readonly weight: number }>(queue: T[], maxItems: number): T[] => {
  let count = 0;
  let total = 0;
  for (const { weight } of queue) {
    if (count > 0 && total + weight > maxItems) break;
    total += weight;
    count += 1;
  }
  return queue.splice(0, count);
};

/** Never throws; answers with the outcome of each position. */
const settleBatch = async <Item, Result>(
  run: BatcherOptions<Item, Result>['run'],
  batch: readonly Waiting<Item, Result>[],
): Promise<(index: number) => Settled<Result>> => {
  try {
    const outcomes = await run(batch.map(({ item }) => item));
    if (outcomes.length === batch.length) {
      return (index) => outcomes[index] ?? unanswered(batch.length, outcomes.length);
    }
    return () => unanswered(batch.length, outcomes.length);
  } catch (error) {
    return () => ({ ok: false, error });
  }
};

const unanswered = (items: number, answers: number): Settled<never> => ({
  ok: false,
  error: new Error(`a batch of ${items} items got ${answers} answers; it must answer each item`),
});
