import { isQueueName, type QueueName, queueNames } from '@postroom/domain';
import type { Log } from '@postroom/runtime';
import { Hono } from 'hono';
import { refuse } from './answer.ts';

export interface PauseContext {
  /** Writes the wish down in Postgres and tells the queue store. */
  setPaused(lane: QueueName, paused: 'paused' | 'running'): Promise<void>;
  readonly log: Log;
}

/** The pause buttons: a lane, or all of them. The wish survives the loss of the queue store. */
export const pauseRoutes = (context: PauseContext): Hono => {
  const routes = new Hono();
  for (const [verb, to] of [
    ['pause', 'paused'],
    ['resume', 'running'],
  ] as const) {
    const set = async (lanes: readonly QueueName[]): Promise<void> => {
      for (const lane of lanes) {
        await context.setPaused(lane, to);
        context.log.info({ event: 'dashboard.lane_set', queue: lane, to }, `lane ${lane} ${to}`);
      }
    };
    routes.put(`/queues/${verb}`, async (c) => {
      await set(queueNames);
      return c.json({});
    });
    routes.put(`/queues/:lane/${verb}`, async (c) => {
      const lane = c.req.param('lane');
      if (!isQueueName(lane)) return refuse(c, 404, `There is no lane ${lane}.`);
      await set([lane]);
      return c.json({});
    });
  }
  return routes;
};
