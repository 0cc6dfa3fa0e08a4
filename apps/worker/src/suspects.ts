import type { Verdict } from '@postroom/adapters/queue';

/** Milliseconds, at least, until a suspect that was turned away comes again; at most twice as many. */
const awayMs = 2_000;

/**
 * A job whose process died over it is suspect: it may have killed it, or only have stood beside the
 * one that did. Suspects go one at a time in a process. So the one that kills is found by dying
 * alone, and those beside it are not counted along until they pass for poison too. The others are
 * turned away rather than kept waiting here: what waits in this process dies with it. And for seconds,
 * not moments: one death leaves dozens of suspects, of which some would always be here just to be
 * turned away, and three deaths over a job convict it.
 */
export const createSuspects = (random: () => number) => {
  let isBusy = false;
  return async (stalledCount: number, work: () => Promise<Verdict>): Promise<Verdict> => {
    if (stalledCount === 0) return work();
    if (isBusy) return { verdict: 'snooze', delayMs: awayMs + Math.round(awayMs * random()) };
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };
};
