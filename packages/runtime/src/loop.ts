/**
 * A loop is a function that does one round, and the pause between rounds:
 *
 *   running  a round is under way. A wake now makes the next round follow at once.
 *   pausing  between rounds, `busyDelayMs` after a busy one, doubling to `idleDelayMs` while there
 *            is nothing to do. A wake ends the pause.
 *   backing off  after a throw, growing to `errorDelayCapMs`. A wake does not end it: otherwise the
 *            arrivals during an outage would hammer the server that is away.
 *   stopped  entered from anywhere by `stop`, once the round under way has ended.
 */
export interface LoopOptions {
  /** For the caller's logs and for naming the loop among the things to stop. */
  readonly name: string;
  /** One round. `busy` asks for the next one soon. The signal is aborted when the loop is to stop. */
  runOnce(signal: AbortSignal): Promise<'busy' | 'idle'>;
  /** Milliseconds after a busy round, default 5. More of it costs latency under load. */
  readonly busyDelayMs?: number;
  /** Longest pause in milliseconds, default 500. More of it costs latency when no wake comes. */
  readonly idleDelayMs?: number;
  /** First pause after an error in milliseconds, default 100; doubles, half of it random. */
  readonly errorDelayMs?: number;
  /** Longest pause after errors in milliseconds, default 5,000. More of it delays recovery. */
  readonly errorDelayCapMs?: number;
  /** Told of every round that threw, and how long the loop will pause. Must not throw. */
  onError(error: unknown, delayMs: number): void;
  /** From 0 to 1, default `Math.random`: so that many processes do not come back in step. */
  random?(): number;
}

export interface Loop {
  readonly name: string;
  /** There is something to do now. Cheap, coalesced, never makes two rounds overlap. */
  wake(): void;
  /** Resolves when the round under way has ended; no further one starts. */
  stop(): Promise<void>;
}

/** Starts a loop; its first round comes at once. */
export const startLoop = ({
  name,
  runOnce,
  busyDelayMs = 5,
  idleDelayMs = 500,
  errorDelayMs = 100,
  errorDelayCapMs = 5_000,
  onError,
  random = Math.random,
}: LoopOptions): Loop => {
  const stopping = new AbortController();
  let isWoken = false;
  let endPause: (() => void) | undefined;
  let mayWake = true;
  let pauseMs = busyDelayMs;
  let errors = 0;

  const round = async (): Promise<number> => {
    try {
      const outcome = await runOnce(stopping.signal);
      errors = 0;
      pauseMs = outcome === 'busy' ? busyDelayMs : Math.min(idleDelayMs, Math.max(1, pauseMs * 2));
      return pauseMs;
    } catch (error) {
      const delayMs = backOff(errors, { errorDelayMs, errorDelayCapMs, random });
      errors += 1;
      pauseMs = busyDelayMs;
      if (!stopping.signal.aborted) onError(error, delayMs);
      return delayMs;
    }
  };

  const pause = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        endPause = undefined;
        resolve();
      };
      const timer = setTimeout(end, delayMs);
      endPause = end;
    });

  const turn = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      isWoken = false;
      const delayMs = await round();
      mayWake = errors === 0;
      if (stopping.signal.aborted || (isWoken && mayWake)) continue;
      await pause(delayMs);
      mayWake = true;
    }
  };

  const turning = turn();
  return {
    name,
    wake: () => {
      isWoken = true;
      if (mayWake) endPause?.();
    },
    stop: () => {
      stopping.abort();
      endPause?.();
      return turning;
    },
  };
};

const backOff = (
  errors: number,
  {
    errorDelayMs,
    errorDelayCapMs,
    random,
  }: { errorDelayMs: number; errorDelayCapMs: number; random(): number },
): number => {
  // The exponent is bounded so that a loop failing for days stays a finite number.
  const full = Math.min(errorDelayCapMs, errorDelayMs * 2 ** Math.min(errors, 30));
  return Math.round(full / 2 + (full / 2) * random());
};
