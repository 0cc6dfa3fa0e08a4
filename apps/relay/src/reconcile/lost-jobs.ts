import type { JobQueue, ReconcileStore, Waiting } from '@postroom/application';
import { type QueueName, queueNames } from '@postroom/domain';
import { withDeadline } from '@postroom/runtime';

/** Milliseconds that a due notification may be without a job before anybody minds: jobs on their way are not lost. */
const dueForMs = 30_000;
/** Notifications looked at together. More of them go round sooner and hold the queue store longer. */
const portion = 500;
const askDeadlineMs = 10_000;

export interface LostJobs {
  readonly store: Pick<ReconcileStore, 'scanWaiting' | 'redispatch'>;
  queueOf(queue: QueueName): JobQueue;
}

/** Where the scan that goes round is; null is the beginning. */
export type ScanPosition = string | null;

interface Looked {
  readonly redispatched: number;
  readonly next: ScanPosition;
}

/** Looks at the next portion of what should have a job, and gives a new one to those that have none. */
export const lookOn = (lost: LostJobs, afterId: ScanPosition): Promise<Looked> =>
  look(lost, { afterId, dueForMs });

/**
 * The queue store has lost what it held: looks at everything at once, without waiting for it to be
 * overdue. High water in the pump keeps the store from being flooded.
 */
export const redispatchAll = async (lost: LostJobs, signal: AbortSignal): Promise<number> => {
  let total = 0;
  let afterId: ScanPosition = null;
  do {
    signal.throwIfAborted();
    const looked: Looked = await look(lost, { afterId, dueForMs: 0 });
    total += looked.redispatched;
    afterId = looked.next;
  } while (afterId !== null);
  return total;
};

const look = async (
  { store, queueOf }: LostJobs,
  scan: { readonly afterId: ScanPosition; readonly dueForMs: number },
): Promise<Looked> => {
  const waiting = await store.scanWaiting({ ...scan, limit: portion });
  const gone: Waiting[] = [];
  for (const queue of queueNames) {
    const jobs = waiting.filter((each) => each.queue === queue);
    if (jobs.length === 0) continue;
    const live = await withDeadline(
      queueOf(queue).areLive(jobs),
      askDeadlineMs,
      `asking lane ${queue} for its jobs`,
    );
    gone.push(...jobs.filter((_, index) => live[index] === false));
  }
  return {
    // A new dispatch, never the same job id: the queue ignores an id that it has in any state.
    redispatched: gone.length > 0 ? await store.redispatch(gone) : 0,
    next: waiting.length < portion ? null : (waiting.at(-1)?.id ?? null),
  };
};
