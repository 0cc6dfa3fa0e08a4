import type { Notification, QueueName } from '@postroom/domain';
import type { Job } from './delivery-store.ts';

/** A notification that should have a live job, and may not. */
export interface Waiting extends Job {
  readonly queue: QueueName;
}

export interface Scanned {
  readonly waiting: readonly Waiting[];
  /** Where the next look begins; null when the lane's end was reached. */
  readonly nextAfterId: string | null;
}

/** The reconciler's side of the store; every time in it is the database's. */
export interface ReconcileStore {
  /**
   * Looks at the next `examine` unfinished ones of a lane in order of id, and returns those that are
   * `queued` or `retry_wait`, due for `dueForMs` and without an outbox row. What a look costs depends
   * on `examine` alone, however large the backlog is.
   */
  scanWaiting(options: {
    readonly queue: QueueName;
    readonly dueForMs: number;
    readonly examine: number;
    readonly afterId: string | null;
  }): Promise<Scanned>;
  /** `dispatch + 1` and an outbox row, where state and dispatch are still the same. Returns how many. */
  redispatch(jobs: readonly Waiting[]): Promise<number>;
  /**
   * Takes over notifications in `sending` whose lease ran out, by a claim of its own: the worker
   * that held them can no longer write a failure, and nobody else takes them meanwhile. What may
   * have been sent was sent before the lease ran out, however late that is noticed: `maybeSentSince`.
   */
  takeExpired(options: {
    readonly limit: number;
    readonly worker: string;
    readonly leaseMs: number;
  }): Promise<readonly Notification[]>;
}
