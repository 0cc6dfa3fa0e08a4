import { type LaneWorker, openQueueBackend } from '@postroom/adapters/queue';
import type { Job } from '@postroom/application';
import { throughput } from '../harness/in-world.ts';
import type { World } from '../harness/world.ts';

/** Jobs that the relay adds at a time. */
const batchSize = 500;

/** BullMQ alone: jobs are added as the relay does it, and taken by a worker that does nothing. */
export const openJobs = async (world: World, jobs: readonly Job[]) => {
  const backend = await openQueueBackend({ redisUrl: world.urls.redis });
  const queue = backend.jobQueue('standard');
  return {
    async add() {
      for (let at = 0; at < jobs.length; at += batchSize) {
        await queue.add(jobs.slice(at, at + batchSize));
      }
      return jobs.length;
    },
    async take() {
      let taken = 0;
      let worker: LaneWorker | undefined;
      await new Promise<void>((resolve, reject) => {
        worker = backend.worker('standard', {
          concurrency: Number(throughput.WORKER_CONCURRENCY),
          async process() {
            taken += 1;
            if (taken === jobs.length) resolve();
            return { verdict: 'done' };
          },
          onError: reject,
        });
      });
      await worker?.close(5_000);
      return jobs.length;
    },
    close: () => backend.close(),
  };
};
