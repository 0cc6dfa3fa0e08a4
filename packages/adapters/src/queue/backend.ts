import type { JobQueue } from '@postroom/application';
import { type QueueName, queueNames } from '@postroom/domain';
import { within } from './deadline.ts';
import type { Engine, LaneQueue, Tls } from './engine.ts';
import { createJobQueue, untaken } from './job-queue.ts';
import { type LaneWorker, type LaneWorkerOptions, startLaneWorker } from './lane-worker.ts';
import { defaultPrefix, redisPlace } from './names.ts';
import { openPostgres } from './postgres-engine.ts';
import { openRedis } from './redis-engine.ts';

export interface QueueBackendOptions {
  /** With it the lanes are in Redis. `?prefix=` in it is a way to give the prefix where only a URL can be given. */
  readonly redisUrl?: string | undefined;
  /** Without a Redis the lanes are in this database, in the schema `bullmq`. */
  readonly databaseUrl?: string | undefined;
  /** Where keys in Redis begin, default `postroom`. Two installations on one Redis need two. */
  readonly prefix?: string | undefined;
  /** PEM texts; used for Redis when the URL says `rediss:`. */
  readonly tls?: Tls | undefined;
  /** Ends the wait for a database that is not migrated yet. */
  readonly signal?: AbortSignal | undefined;
  /** Told of lost connections, often; must not throw. */
  onError?(error: Error): void;
}

/** Jobs of a lane by state, as BullMQ counts them. */
export interface LaneCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/** Every lane, for those who add, those who work and those who look. */
export interface QueueBackend {
  readonly store: Engine['store'];
  jobQueue(queue: QueueName): JobQueue;
  /** Starts to take jobs at once. */
  worker(queue: QueueName, options: LaneWorkerOptions): LaneWorker;
  /** BullMQ's own queues, in the order of the lanes, for Bull Board. */
  bullQueues(): readonly LaneQueue[];
  counts(queue: QueueName): Promise<LaneCounts>;
  /** Null when the store has lost what it held since `mark`, or never held anything. */
  generation(): Promise<string | null>;
  mark(generation: string): Promise<void>;
  /** Whether workers take nothing from this lane, all over the fleet. */
  isLanePaused(queue: QueueName): Promise<boolean>;
  pauseLane(queue: QueueName): Promise<void>;
  resumeLane(queue: QueueName): Promise<void>;
  /** Rejects when the store does not answer, or takes nothing. */
  ping(): Promise<void>;
  /** Workers are closed by whoever started them, before. */
  close(): Promise<void>;
}

const closeDeadlineMs = 3_000;

/**
 * Opens the queue store: Redis when there is a URL, else Postgres. On Redis it resolves at once,
 * and what is asked while Redis is away is refused; on Postgres it waits until the store's schema is
 * there.
 * @throws Error when neither URL is given, or `signal` aborts.
 */
export const openQueueBackend = async (options: QueueBackendOptions): Promise<QueueBackend> => {
  const engine = await openEngine(options);
  const onError = options.onError ?? (() => undefined);
  const opened = new Map<QueueName, LaneQueue>();
  const lane = (queue: QueueName): LaneQueue => {
    const known = opened.get(queue);
    if (known) return known;
    const made = engine.openQueue(queue);
    made.on('error', onError);
    opened.set(queue, made);
    return made;
  };

  return {
    store: engine.store,
    jobQueue: (queue) => createJobQueue(engine, queue, lane(queue)),
    worker: (queue, rest) => startLaneWorker(engine, queue, rest),
    bullQueues: () => queueNames.map(lane),
    async counts(queue) {
      const found = await lane(queue).getJobCounts(...untaken, 'active', 'delayed', 'failed');
      const of = (state: string): number => found[state] ?? 0;
      return {
        waiting: untaken.reduce((sum, state) => sum + of(state), 0),
        active: of('active'),
        delayed: of('delayed'),
        failed: of('failed'),
      };
    },
    generation: () => engine.generation(),
    mark: (generation) => engine.mark(generation),
    isLanePaused: (queue) => lane(queue).isPaused(),
    pauseLane: (queue) => lane(queue).pause(),
    resumeLane: (queue) => lane(queue).resume(),
    ping: () => engine.ping(),
    async close() {
      const closing = [...opened.values()].map((queue) => queue.close());
      await within(Promise.allSettled(closing), closeDeadlineMs);
      await engine.close();
    },
  };
};

const openEngine = async (options: QueueBackendOptions): Promise<Engine> => {
  const { redisUrl, databaseUrl, tls, signal } = options;
  const onError = options.onError ?? (() => undefined);
  if (redisUrl) {
    const { url, prefix } = redisPlace(redisUrl);
    return openRedis({ url, prefix: options.prefix ?? prefix ?? defaultPrefix, tls, onError });
  }
  if (databaseUrl) return openPostgres({ url: databaseUrl, tls, signal, onError });
  throw new Error('queues need a place: set REDIS_URL or DATABASE_URL');
};
