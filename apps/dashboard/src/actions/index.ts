import { StoreError } from '@postroom/application';
import { DomainError } from '@postroom/domain';
import { Hono } from 'hono';
import { refuse } from './answer.ts';
import { type ForbidContext, forbidOthers } from './forbid.ts';
import { type PauseContext, pauseRoutes } from './pause.ts';
import { removalRoutes } from './remove.ts';
import { type SendAgainContext, sendAgainRoutes } from './send-again.ts';

export interface ActionContext extends SendAgainContext, PauseContext, ForbidContext {}

/**
 * What the buttons of Bull Board do here. They were made for queues that hold the truth; ours is in
 * Postgres, so each is answered before Bull Board sees it: retry sends again, pause is an operator's
 * wish that outlives the queue store, removing is for what has ended, and every other change is
 * refused, those of later versions included.
 */
export const actionRoutes = (context: ActionContext): Hono => {
  const routes = new Hono();
  routes.route('/', sendAgainRoutes(context));
  routes.route('/', pauseRoutes(context));
  routes.route('/', removalRoutes(context));
  routes.use(forbidOthers(context));
  routes.onError((error, c) => {
    if (error instanceof DomainError) return refuse(c, 409, error.message);
    context.log.error({ event: 'dashboard.action_failed', err: error }, 'an action failed');
    return error instanceof StoreError
      ? refuse(c, 503, 'PostgreSQL does not answer. Look what was done before you try again.')
      : refuse(c, 500, 'It did not work; the log of the dashboard says why.');
  });
  return routes;
};
