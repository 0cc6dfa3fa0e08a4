import { withDeadline } from './deadline.ts';
import type { Log } from './log.ts';
import { startLoop } from './loop.ts';

export interface HeartbeatOptions {
  /** One beat: a look around, written down. */
  runOnce(): Promise<void>;
  /** Takes the process off the list. */
  end(): Promise<void>;
  readonly log: Pick<Log, 'info' | 'warn' | 'debug'>;
  /** Milliseconds between beats, default 5,000. More of it lets a dead process count as alive. */
  readonly everyMs?: number;
}

export interface Heartbeat {
  stop(): Promise<void>;
}

/** Milliseconds that a beat may take; a start waits for the first one for half of it. */
const beatDeadlineMs = 4_000;

/**
 * Lets others see that this process lives. Resolves after the first beat, so that whoever is ready
 * is also seen; a beat that fails or hangs harms nothing, is told once, and is followed by the next.
 */
export const startHeartbeat = async ({
  runOnce,
  end,
  log,
  everyMs = 5_000,
}: HeartbeatOptions): Promise<Heartbeat> => {
  let failures = 0;
  let tellFirst = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    tellFirst = resolve;
  });
  const loop = startLoop({
    name: 'heartbeat',
    busyDelayMs: everyMs,
    idleDelayMs: everyMs,
    errorDelayMs: everyMs,
    errorDelayCapMs: everyMs,
    async runOnce() {
      try {
        await withDeadline(runOnce(), beatDeadlineMs, 'a heartbeat');
      } finally {
        tellFirst();
      }
      if (failures > 0) log.info({ event: 'heartbeat.recovered', failures }, 'seen again');
      failures = 0;
      return 'idle';
    },
    onError(error) {
      failures += 1;
      const level = failures === 1 ? 'warn' : 'debug';
      log[level]({ event: 'heartbeat.failed', failures, err: error }, 'others cannot see me');
    },
  });
  await withDeadline(first, beatDeadlineMs / 2, 'the first heartbeat').catch(() => undefined);
  return {
    async stop() {
      // A beat that is still under way keeps nobody: who has ended is not revived by it.
      const ending = Promise.all([loop.stop(), end()]);
      await withDeadline(ending, beatDeadlineMs / 2, 'the last heartbeat').catch(() => undefined);
    },
  };
};
