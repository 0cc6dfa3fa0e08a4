import type { Job, JobQueue } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import type { JobType } from 'bullmq';
import type { Engine, LaneQueue } from './engine.ts';
import { dataOf } from './job.ts';
import { jobIdOf, jobName } from './names.ts';
import { jobOptions } from './options.ts';

/**
 * States of jobs that no worker has taken. On Postgres BullMQ calls what waits in a paused lane
 * `paused`, a word that its types no longer know.
 */
export const untaken = ['waiting', 'paused', 'prioritized'] as JobType[];

/**
 * The relay's face of a lane. `add` is a pipeline and not atomic: a throw says of no job whether it
 * is there, so the caller keeps all of them and adds them again, which does nothing where one is.
 */
export const createJobQueue = (engine: Engine, queue: QueueName, bull: LaneQueue): JobQueue => ({
  queue,
  async add(jobs) {
    await bull.addBulk(
      jobs.map((job) => ({
        name: jobName,
        data: dataOf(job),
        opts: { jobId: jobIdOf(job), ...jobOptions },
      })),
    );
  },
  async waiting() {
    const counts = await bull.getJobCounts(...untaken);
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  },
  async areLive(jobs: readonly Job[]) {
    const ids = jobs.map(jobIdOf);
    const live = await engine.liveAmong(bull, ids);
    return ids.map((id) => live.has(id));
  },
});
