import type { JobsOptions, WorkerOptions } from 'bullmq';

/** Postgres alone counts attempts and gives up, so the queue's own limits stand where nobody meets them. */
const never = 1_000_000_000;

/** The name under which the worker's back-off strategy is asked. */
export const backoffType = 'settled';

/** Failed jobs are there for people to look at: a day, and at most this many. */
const keptFailures = { age: 24 * 3600, count: 10_000 };

/** What every job is added with, whoever adds it. */
export const jobOptions = {
  attempts: never,
  backoff: { type: backoffType },
  removeOnComplete: true,
  removeOnFail: keptFailures,
  // Stacks are long, and what went wrong stands with the attempt in Postgres.
  stackTraceLimit: 0,
} as const satisfies JobsOptions;

/** What every lane's worker is made with. */
export const workerOptions = {
  /** Milliseconds until a silent worker's job is another's. */
  lockDuration: 15_000,
  /** Milliseconds between looks for such jobs. */
  stalledInterval: 10_000,
  maxStalledCount: never,
  /** Seconds of a blocking wait for jobs. */
  drainDelay: 5,
  /** Milliseconds after a lost connection; BullMQ's own 15,000 would delay every recovery. */
  runRetryDelay: 1_000,
  removeOnComplete: { count: 0 },
  removeOnFail: keptFailures,
} as const satisfies Partial<WorkerOptions>;

/** BullMQ keeps a stream of events for listeners; nobody listens, so it stays short. */
export const eventStream = { events: { maxLen: 1_000 } } as const;
