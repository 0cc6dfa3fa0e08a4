import type { QueueBackend } from '@postroom/adapters/queue';
import { type Config, type Log, type Loop, startLoop } from '@postroom/runtime';
import { begin, look, type Watch } from './watch.ts';

type QueueName = Config['worker']['queues'][number];

/** What the watchdog needs of a lane's worker. */
export interface WatchedLane {
  readonly queue: QueueName;
  readonly lastProgressAt: Date;
  readonly active: number;
  restart(): Promise<void>;
}

export interface WatchdogOptions {
  readonly lanes: readonly WatchedLane[];
  readonly concurrency: number;
  readonly store: Pick<QueueBackend, 'counts' | 'isLanePaused'>;
  readonly log: Log;
  now(): Date;
  /** Ends the process, for its supervisor to start it again. */
  fail(error: Error): void;
}

const everyMs = 5_000;

/**
 * A consumer that lost its connection in a bad moment may believe that it waits for jobs for ever.
 * So each lane is watched: jobs wait, hands are free, nothing moves. First its consumer is made
 * anew, on connections of its own; if that changes nothing, the process ends.
 */
export const createWatchdog = ({
  lanes,
  concurrency,
  store,
  log,
  now,
  fail,
}: WatchdogOptions): (() => Promise<void>) => {
  const watches = new Map<QueueName, Watch>();

  const lookAfter = async (lane: WatchedLane): Promise<void> => {
    const { queue } = lane;
    // A store that does not answer has nothing to hand out: that is no fault of the consumer.
    const seen = await Promise.all([store.counts(queue), store.isLanePaused(queue)]).catch(
      () => undefined,
    );
    if (!seen) return void watches.delete(queue);
    const [{ waiting }, isPaused] = seen;
    const { next, verdict } = look(watches.get(queue) ?? begin, {
      atMs: now().getTime(),
      waiting: isPaused ? 0 : waiting,
      freeHands: concurrency - lane.active,
      progressAtMs: lane.lastProgressAt.getTime(),
    });
    watches.set(queue, next);
    if (verdict === 'restart') {
      log.error(
        { event: 'worker.stuck', queue, waiting },
        'jobs wait and none is taken: consuming anew',
      );
      await lane.restart();
    }
    if (verdict === 'give_up') {
      fail(
        new Error(`lane ${queue}: ${waiting} jobs wait and none is taken, even by a new consumer`),
      );
    }
  };

  return async () => {
    await Promise.all(lanes.map(lookAfter));
  };
};

export const startWatchdog = (options: WatchdogOptions): Loop => {
  const watch = createWatchdog(options);
  return startLoop({
    name: 'watchdog',
    async runOnce() {
      await watch();
      return 'idle';
    },
    onError: (error) => options.log.warn({ event: 'watchdog.failed', err: error }, 'not watched'),
    idleDelayMs: everyMs,
    busyDelayMs: everyMs,
    errorDelayMs: everyMs,
    errorDelayCapMs: everyMs,
  });
};
