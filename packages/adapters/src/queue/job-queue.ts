import type { Job, JobQueue } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import type { JobType } from 'bullmq';
import type { LaneQueue } from './engine.ts';
import { dataOf } from './job.ts';
import { jobIdOf, jobName } from './names.ts';
import { jobOptions } from './options.ts';

/**
 * States in which a job will still come to a worker, or is with one, in the order in which jobs pass
 * them: on Postgres they are read one after the other, and a job that moves on meanwhile is met again.
 */
const live = ['delayed', 'prioritized', 'waiting', 'paused', 'active'] as JobType[];

/**
 * States of jobs that no worker has taken. On Postgres BullMQ calls what waits in a paused lane
 * `paused`, a word that its types no longer know.
 */
export const untaken = ['waiting', 'paused', 'prioritized'] as JobType[];

/**
 * The relay's face of a lane. `add` is a pipeline and not atomic: a throw says of no job whether it
 * is there, so the caller keeps all of them and adds them again, which does nothing where one is.
 */
export const createJobQueue = (queue: QueueName, bull: LaneQueue): JobQueue => ({
  queue,
  async add(jobs) {
    await bull.addBulk(
      jobs.map((job) => ({
        name: jobName,
        data: dataOf(job),
        opts: { ...jobOptions, jobId: jobIdOf(job) },
      })),
    );
  },
  async waiting() {
    const counts = await bull.getJobCounts(...untaken);
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  },
  // All ids at once. The state of one job is looked for in the lists of all, so that to ask for each of
  // many would stop Redis for as long as the lane is deep, times the jobs.
  async areLive(jobs: readonly Job[]) {
    const ids = new Set(await bull.getRanges(live, 0, -1));
    return jobs.map((job) => ids.has(jobIdOf(job)));
  },
});
