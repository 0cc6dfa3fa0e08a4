import { RetryLater } from './verdict.ts';

const firstMs = 500;
const capMs = 30_000;

/**
 * The pause before a job comes again, in milliseconds. A settled retry waits as long as was settled.
 * Anything else is the infrastructure's fault (Postgres away, say): from half a second doubling to
 * 30 seconds, half of it random, and never the end of the job.
 * @param failures how often the job has failed, this time included, from 1.
 * @param random from 0 to 1.
 */
export const pauseBeforeRetry = (error: unknown, failures: number, random: number): number => {
  if (error instanceof RetryLater) return Math.max(0, Math.round(error.delayMs));
  const full = Math.min(capMs, firstMs * 2 ** Math.min(failures - 1, 10));
  return Math.round(full / 2 + (full / 2) * random);
};
