import { type LaneWorker, openQueueBackend } from '@postroom/adapters/queue';
import type { Job } from '@postroom/application';
import type { World } from '../harness/world.ts';

/** Adds jobs 500 at a time, as the relay does, and lets a worker that does nothing take them. */
export const throughQueue = async (world: World, jobs: readonly Job[]): Promise<number> => {
  const backend = await openQueueBackend({ redisUrl: world.urls.redis });
  const queue = backend.jobQueue('standard');
  let taken = 0;
  let worker: LaneWorker | undefined;
  const all = new Promise<void>((resolve, reject) => {
    worker = backend.worker('standard', {
      concurrency: 50,
      async process() {
        taken += 1;
        if (taken === jobs.length) resolve();
        return { verdict: 'done' };
      },
      onError: reject,
    });
  });
  for (let at = 0; at < jobs.length; at += 500) await queue.add(jobs.slice(at, at + 500));
  await all;
  await worker?.close(5_000);
  await backend.close();
  return jobs.length;
};
