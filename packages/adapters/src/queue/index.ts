export {
  type LaneCounts,
  openQueueBackend,
  type QueueBackend,
  type QueueBackendOptions,
} from './backend.ts';
export type { LaneQueue } from './engine.ts';
export { inspectRedis, type RedisFacts } from './inspect-redis.ts';
export { parseJob } from './job.ts';
export type { JobFacts, LaneWorker, LaneWorkerOptions } from './lane-worker.ts';
export { jobIdOf } from './names.ts';
export { migrateQueues } from './postgres-engine.ts';
export type { Verdict } from './verdict.ts';
