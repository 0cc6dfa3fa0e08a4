import { type LaneQueue, parseJob } from '@postroom/adapters/queue';
import { DomainError, type Status } from '@postroom/domain';
import type { Log } from '@postroom/runtime';
import { Hono } from 'hono';
import { refuse } from './answer.ts';
import { findJob, type LaneJob } from './lane.ts';

export interface SendAgainContext {
  readonly lanes: readonly LaneQueue[];
  /**
   * A new redrive of what ended, or a new dispatch of what waits.
   * @throws DomainError when it cannot be sent again.
   */
  sendAgain(notificationId: string): Promise<unknown>;
  statusOf(notificationId: string): Promise<Status | undefined>;
  readonly log: Log;
}

/** More at a time only waits longer for the same database. */
const atOnce = 4;

/**
 * The retry buttons. A job is only a hand-over of its notification, so it is never run again: the
 * notification is sent again under a new dispatch, the relay adds the job for that, and the failed
 * one goes.
 */
export const sendAgainRoutes = (context: SendAgainContext): Hono =>
  new Hono()
    .put('/queues/:lane/:job/retry', async (c) => {
      const { lane, job: id } = c.req.param();
      const job = await findJob(context.lanes, { lane, id });
      if (!job)
        return refuse(c, 404, `There is no job ${id}; it may have been sent again already.`);
      const state = await job.getState();
      if (state !== 'failed') {
        return refuse(c, 409, `The job is ${state}: only a failed one can be sent again.`);
      }
      const notificationId = notificationOf(job);
      if (!notificationId) return refuse(c, 409, 'This is no job of Postroom: remove it.');
      await sendAgain(job, notificationId, context);
      return c.body(null, 204);
    })
    .put('/queues/:lane/retry/:state', async (c) => {
      const { lane, state } = c.req.param();
      const queue = context.lanes.find(({ name }) => name === lane);
      if (!queue) return refuse(c, 404, `There is no lane ${lane}.`);
      if (state !== 'failed') return refuse(c, 409, 'Only failed jobs can be sent again.');
      const jobs = (await queue.getJobs(['failed'], 0, -1)).filter(Boolean);
      let retried = 0;
      for (let start = 0; start < jobs.length; start += atOnce) {
        const group = jobs.slice(start, start + atOnce);
        const outcomes = await Promise.all(group.map((job) => sendAgainIfSafe(job, context)));
        retried += outcomes.filter(Boolean).length;
      }
      return c.json({ retried, skipped: jobs.length - retried });
    });

const notificationOf = (job: LaneJob): string | undefined => {
  try {
    return parseJob(job.data).id;
  } catch {
    return undefined;
  }
};

const sendAgain = async (
  job: LaneJob,
  notificationId: string,
  { sendAgain: handle, log }: SendAgainContext,
): Promise<void> => {
  await handle(notificationId);
  log.info(
    { event: 'dashboard.sent_again', notification_id: notificationId, job: job.id },
    'sent again from the dashboard',
  );
  // It is done: a failed job that stays only lies there until its day is over.
  await job.remove().catch((error: unknown) => {
    log.warn({ event: 'dashboard.job_stays', job: job.id, err: error }, 'a failed job stays');
  });
};

/**
 * For many at once: false for what cannot be sent again, and for what may have been sent. Whether
 * an unknown one goes out a second time is for a person to decide, one by one.
 */
const sendAgainIfSafe = async (job: LaneJob, context: SendAgainContext): Promise<boolean> => {
  const notificationId = notificationOf(job);
  if (!notificationId) return false;
  if ((await context.statusOf(notificationId)) === 'unknown') return false;
  try {
    await sendAgain(job, notificationId, context);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
};
