import type { DueJob, JobQueue, RelayStore, RowVerdict } from '@postroom/application';
import { withDeadline } from '@postroom/runtime';

/** Rows in one transaction: enough to pay for it, few enough to publish well within the deadline. */
export const batchSize = 500;
/** Milliseconds the queue store has while rows are locked. */
export const publishDeadlineMs = 5_000;
const askDeadlineMs = 2_000;

export interface PumpJobs {
  readonly store: RelayStore;
  readonly queue: JobQueue;
  /** Waiting jobs at which the lane counts as full; the backlog stays in Postgres then. */
  readonly highWater: number;
  /** Why a row can never become a job; undefined when it can. */
  faultOf(job: DueJob): string | undefined;
  /** Told of every row set aside. */
  onQuarantined(job: DueJob, reason: string): void;
}

/**
 * One batch of due rows becomes jobs. A throw of the queue leaves every row where it is, since each
 * job may or may not be there: adding it again does nothing.
 */
export const pumpJobs = async ({
  store,
  queue,
  highWater,
  faultOf,
  onQuarantined,
}: PumpJobs): Promise<'busy' | 'idle'> => {
  const waiting = await withDeadline(queue.waiting(), askDeadlineMs, `asking lane ${queue.queue}`);
  const limit = Math.min(batchSize, highWater - waiting);
  if (limit <= 0) return 'idle';
  const claimed = await store.drainJobs(queue.queue, limit, async (jobs) => {
    const verdicts: RowVerdict[] = [];
    const good: DueJob[] = [];
    for (const job of jobs) {
      const reason = faultOf(job);
      if (reason === undefined) {
        good.push(job);
        verdicts.push({ rowId: job.rowId, verdict: 'confirmed' });
      } else {
        onQuarantined(job, reason);
        verdicts.push({ rowId: job.rowId, verdict: 'quarantined', reason });
      }
    }
    const adding = good.length > 0 ? queue.add(good) : Promise.resolve();
    await withDeadline(adding, publishDeadlineMs, `adding jobs to lane ${queue.queue}`);
    return verdicts;
  });
  return claimed > 0 ? 'busy' : 'idle';
};
