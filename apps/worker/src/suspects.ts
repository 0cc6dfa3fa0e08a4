import type { Verdict } from '@postroom/adapters/queue';

/**
 * A job whose process died over it is suspect: it may have killed it, or only have stood beside the
 * one that did. Suspects go one at a time in a process. So the one that kills is found by dying
 * alone, and those beside it are not counted along until they pass for poison too. The others are
 * turned away rather than kept waiting here: what waits in this process dies with it.
 */
export const createSuspects = (random: () => number) => {
  let isBusy = false;
  return async (stalledCount: number, work: () => Promise<Verdict>): Promise<Verdict> => {
    if (stalledCount === 0) return work();
    if (isBusy) return { verdict: 'snooze', delayMs: 200 + Math.round(800 * random()) };
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };
};
