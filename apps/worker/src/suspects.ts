import type { JobFacts, Verdict } from '@postroom/adapters/queue';

/** Milliseconds, at least, until a suspect that was turned away comes again; at most twice as many. */
const awayMs = 2_000;

type Suspicion = Pick<JobFacts, 'stalledCount' | 'begunAlone' | 'noteAlone'>;

/**
 * A job whose process died over it is suspect: it may have killed it, or only have stood beside the
 * one that did. Suspects go one at a time in a process, and only deaths over a job that was alone
 * count against it, beside the first: a process that is killed again and again takes dozens with it
 * each time, and a handful of deaths convicts. So what is begun alone is noted with the job before,
 * and struck out when it comes to any end. The others are turned away, for seconds: kept waiting here
 * they would die with this process, and coming by too often they would always be here for the next
 * death.
 *
 * `work` is told how many deaths count.
 */
export const createSuspects = (random: () => number) => {
  let isBusy = false;
  return async (
    { stalledCount, begunAlone, noteAlone }: Suspicion,
    work: (deaths: number) => Promise<Verdict>,
  ): Promise<Verdict> => {
    if (stalledCount === 0) return work(0);
    if (isBusy) return { verdict: 'snooze', delayMs: awayMs + Math.round(awayMs * random()) };
    isBusy = true;
    try {
      await noteAlone(begunAlone + 1);
      const verdict = await work(Math.min(stalledCount, 1 + begunAlone));
      if (verdict.verdict !== 'done') await noteAlone(0);
      return verdict;
    } catch (error) {
      await noteAlone(0).catch(() => undefined);
      throw error;
    } finally {
      isBusy = false;
    }
  };
};
