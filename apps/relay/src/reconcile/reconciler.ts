import type { QueueName } from '@postroom/domain';
import { withDeadline } from '@postroom/runtime';
import { type ExpiredClaims, type Settled, settleExpired } from './expired-claims.ts';
import { type LostJobs, lookOn, redispatchAll, type ScanPosition } from './lost-jobs.ts';
import { applyPauses, type LaneSwitches } from './pauses.ts';

export interface ReconcilerOptions extends LostJobs, ExpiredClaims {
  readonly store: LostJobs['store'] & ExpiredClaims['store'];
  readonly queueStore: LaneSwitches & {
    generation(): Promise<string | null>;
    mark(generation: string): Promise<void>;
  };
  pausedLanes(): Promise<ReadonlySet<QueueName>>;
  newId(): string;
  /** Counts and logs what was set going again, and why. */
  onReconciled(reason: 'queue_store_lost' | 'job_lost', count: number): void;
  onSettled(settled: Settled): void;
}

export interface Reconciler {
  /** One look. A step that fails does not keep the others from being taken. @throws AggregateError */
  runOnce(signal: AbortSignal): Promise<void>;
}

const askDeadlineMs = 2_000;

/**
 * Sets going again what has stopped, in steps that are each safe to repeat and to run in several
 * processes: every write compares and sets.
 *
 *   pauses    lanes are paused as Postgres says.
 *   store     its mark is gone, so it has lost everything: all that waits gets a new job, at once.
 *             The mark is made last, so that a crash in between begins again.
 *   jobs      else the next portion of a scan that goes round: due for 30 s and without a job.
 *   claims    hand-offs whose worker fell silent are settled as ambiguous.
 */
export const createReconciler = (options: ReconcilerOptions): Reconciler => {
  const { queueStore, pausedLanes, newId, onReconciled, onSettled } = options;
  let position: ScanPosition = null;

  const pauses = async (): Promise<void> => {
    const wished = await pausedLanes();
    await withDeadline(applyPauses(wished, queueStore), askDeadlineMs, 'pausing lanes');
  };

  const jobs = async (signal: AbortSignal): Promise<void> => {
    const asked = queueStore.generation();
    const generation = await withDeadline(asked, askDeadlineMs, 'asking the queue store');
    if (generation === null) {
      const count = await redispatchAll(options, signal);
      await queueStore.mark(newId());
      onReconciled('queue_store_lost', count);
      position = null;
      return;
    }
    const looked = await lookOn(options, position);
    position = looked.next;
    if (looked.redispatched > 0) onReconciled('job_lost', looked.redispatched);
  };

  const claims = async (): Promise<void> => {
    for (const settled of await settleExpired(options)) onSettled(settled);
  };

  return {
    async runOnce(signal) {
      const results = await Promise.allSettled([claims(), pauses().then(() => jobs(signal))]);
      const errors = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
      if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
    },
  };
};
