import type { Notification, QueueName } from '@postroom/domain';
import type { Job } from './delivery-store.ts';

/** A notification that should have a live job, and may not. */
export interface Waiting extends Job {
  readonly queue: QueueName;
}

/** The reconciler's side of the store; every time in it is the database's. */
export interface ReconcileStore {
  /**
   * `queued` and `retry_wait`, due for `dueForMs`, without an outbox row, in order of id after the
   * given one: a scan in portions that goes round.
   */
  scanWaiting(options: {
    readonly dueForMs: number;
    readonly limit: number;
    readonly afterId: string | null;
  }): Promise<readonly Waiting[]>;
  /** `dispatch + 1` and an outbox row, where state and dispatch are still the same. Returns how many. */
  redispatch(jobs: readonly Waiting[]): Promise<number>;
  /**
   * Takes over notifications in `sending` whose lease ran out, by a claim of its own: the worker
   * that held them can no longer write a failure, and nobody else takes them meanwhile.
   */
  takeExpired(options: {
    readonly limit: number;
    readonly worker: string;
    readonly leaseMs: number;
  }): Promise<readonly Notification[]>;
}
