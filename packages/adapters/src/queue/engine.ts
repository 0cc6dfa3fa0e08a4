import type { Job } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import type { Processor, Queue, Worker, WorkerOptions } from 'bullmq';

/** A lane's queue, whatever store is behind it. */
export type LaneQueue = Queue<Job, void, string>;
export type BullWorker = Worker<Job, void, string>;
export type BullProcessor = Processor<Job, void, string>;

/** What the two stores do differently. */
export interface Engine {
  /** `redis` or `postgres`, for logs and health. */
  readonly store: 'redis' | 'postgres';
  openQueue(queue: QueueName): LaneQueue;
  /**
   * Which of these jobs a worker has or will have, as of one moment: a job that goes from one state
   * to another meanwhile, back ones too, is among them.
   */
  liveAmong(bull: LaneQueue, jobIds: readonly string[]): Promise<ReadonlySet<string>>;
  openWorker(
    queue: QueueName,
    process: BullProcessor,
    options: Omit<WorkerOptions, 'connection' | 'prefix'>,
  ): BullWorker;
  /** The mark that a relay left in the store; null when the store was emptied since, or is new. */
  generation(): Promise<string | null>;
  mark(generation: string): Promise<void>;
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
  /** Closes its connections; queues and workers are closed before. */
  close(): Promise<void>;
}

export interface Tls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}
