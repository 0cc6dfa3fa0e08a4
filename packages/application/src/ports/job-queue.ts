import type { QueueName } from '@postroom/domain';
import type { Job } from './delivery-store.ts';

/** The schedule in Redis (or, on a laptop, in Postgres), one lane. Everything in it can be rebuilt. */
export interface JobQueue {
  readonly queue: QueueName;
  /** Adds jobs; one that is there already is left alone. A throw means that each may or may not be there. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Jobs that no worker has taken yet. */
  waiting(): Promise<number>;
  /** For each job whether it is waiting, delayed or active; absent, failed and completed count as gone. */
  areLive(jobs: readonly Job[]): Promise<readonly boolean[]>;
}
