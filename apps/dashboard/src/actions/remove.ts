import type { LaneQueue } from '@postroom/adapters/queue';
import { Hono } from 'hono';
import { refuse } from './answer.ts';
import { findJob, isEndedState } from './lane.ts';

const stillNeeded =
  'Only failed jobs can be removed. One that waits would be handed over again after half a minute: to stop its mail, cancel the notification over the API.';

/** The clean buttons: Bull Board does it, for jobs that have ended. */
export const removalRoutes = ({ lanes }: { readonly lanes: readonly LaneQueue[] }): Hono =>
  new Hono()
    .put('/queues/:lane/:job/clean', async (c, next) => {
      const { lane, job: id } = c.req.param();
      const job = await findJob(lanes, { lane, id });
      if (!job) return refuse(c, 404, `There is no job ${id}.`);
      if (!isEndedState(await job.getState())) return refuse(c, 409, stillNeeded);
      return next();
    })
    .put('/queues/:lane/clean/:state', async (c, next) =>
      isEndedState(c.req.param('state')) ? next() : refuse(c, 409, stillNeeded),
    );
