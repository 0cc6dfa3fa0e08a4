import type { Log } from '@postroom/runtime';
import type { MiddlewareHandler } from 'hono';
import { refuse } from './answer.ts';

export interface ForbidContext {
  readonly log: Log;
}

/** Reading is free, cleaning has been looked at before it comes here. */
const readMethods: readonly string[] = ['GET', 'HEAD'];
const cleans = /\/clean(\/\w+)?$/;

const whys: Readonly<Record<string, string>> = {
  add: 'Jobs are added by the relay alone: hand a notification in over the API.',
  promote: 'When a notification is tried again stands in Postgres: send it again over the API.',
  empty: 'An emptied lane fills again from Postgres: cancel notifications over the API.',
  obliterate: 'A lane that is gone fills again from Postgres: cancel notifications over the API.',
  'update-data': 'A job only names its notification, and that never changes.',
};

/**
 * Refuses whatever would lose work, do it twice, or do nothing because Postgres decides: adding,
 * duplicating, editing, promoting, emptying, obliterating, and every change not known today.
 */
export const forbidOthers =
  ({ log }: ForbidContext): MiddlewareHandler =>
  async (c, next) => {
    const { method, path } = c.req;
    if (readMethods.includes(method) || (method === 'PUT' && cleans.test(path))) return next();
    const action = path.split('/').at(-1) ?? '';
    log.info({ event: 'dashboard.refused', action }, 'an action was refused');
    const why = whys[action] ?? 'Postgres decides over every job; this would change nothing there.';
    return refuse(c, 403, `Not possible here. ${why}`);
  };
