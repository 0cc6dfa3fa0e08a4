import type { JobQueue, ReconcileStore, Waiting } from '@postroom/application';
import { type QueueName, queueNames } from '@postroom/domain';
import { withDeadline } from '@postroom/runtime';

/** Milliseconds that a due notification may be without a job before anybody minds: jobs on their way are not lost. */
const dueForMs = 30_000;
/** Notifications looked at together. More of them go round sooner and hold Postgres longer. */
const portion = 2_000;
/** Portions in one round: a backlog of a million is gone through in five minutes, a small one at once. */
const portionsPerRound = 5;
const askDeadlineMs = 10_000;

export interface LostJobs {
  readonly store: Pick<ReconcileStore, 'scanWaiting' | 'redispatch'>;
  queueOf(queue: QueueName): JobQueue;
}

/** Where the scan that goes round is; null is the beginning. */
export type ScanPosition = { readonly queue: QueueName; readonly afterId: string | null } | null;

interface Looked {
  readonly redispatched: number;
  readonly next: ScanPosition;
}

/** Looks at the next portions of what should have a job, and gives a new one to those that have none. */
export const lookOn = async (lost: LostJobs, from: ScanPosition): Promise<Looked> => {
  let redispatched = 0;
  let next: ScanPosition = from;
  for (let looks = 0; looks < portionsPerRound; looks++) {
    const looked: Looked = await look(lost, next, dueForMs);
    redispatched += looked.redispatched;
    next = looked.next;
    if (next === null) break;
  }
  return { redispatched, next };
};

/**
 * The queue store has lost what it held: looks at everything at once, without waiting for it to be
 * overdue. High water in the pump keeps the store from being flooded.
 */
export const redispatchAll = async (lost: LostJobs, signal: AbortSignal): Promise<number> => {
  let total = 0;
  let next: ScanPosition = null;
  do {
    signal.throwIfAborted();
    const looked: Looked = await look(lost, next, 0);
    total += looked.redispatched;
    next = looked.next;
  } while (next !== null);
  return total;
};

const look = async (
  { store, queueOf }: LostJobs,
  from: ScanPosition,
  due: number,
): Promise<Looked> => {
  const { queue, afterId } = from ?? { queue: queueNames[0], afterId: null };
  const scanned = await store.scanWaiting({ queue, afterId, dueForMs: due, examine: portion });
  const { waiting, nextAfterId } = scanned;
  const gone = waiting.length > 0 ? await withoutJob(queueOf(queue), waiting) : [];
  const following = queueNames[queueNames.indexOf(queue) + 1];
  const onwards = following === undefined ? null : { queue: following, afterId: null };
  return {
    // A new dispatch, never the same job id: the queue ignores an id that it has in any state.
    redispatched: gone.length > 0 ? await store.redispatch(gone) : 0,
    next: nextAfterId === null ? onwards : { queue, afterId: nextAfterId },
  };
};

/** Those of which the queue store has no job that would still come to a worker. */
const withoutJob = async (
  jobQueue: JobQueue,
  waiting: readonly Waiting[],
): Promise<readonly Waiting[]> => {
  const asked = jobQueue.areLive(waiting);
  const live = await withDeadline(
    asked,
    askDeadlineMs,
    `asking lane ${jobQueue.queue} for its jobs`,
  );
  return waiting.filter((_, place) => live[place] === false);
};
