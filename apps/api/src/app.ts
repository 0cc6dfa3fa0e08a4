import { OpenAPIHono } from '@hono/zod-openapi';
import { DomainError } from '@postroom/domain';
import type { ApiContext } from './context.ts';
import { accessLog } from './http/access-log.ts';
import { correlate } from './http/correlation.ts';
import type { ApiEnv } from './http/env.ts';
import { mount } from './http/mount.ts';
import { rateLimitFields } from './limits/rate-limit-fields.ts';
import { openApiDocument } from './openapi/document.ts';
import { respondWithProblem } from './problem/respond.ts';
import { endpointsOf } from './routes/index.ts';

/** The API as a function from request to answer; tests drive it without a socket. */
export const createApp = (context: ApiContext): OpenAPIHono<ApiEnv> => {
  const app = new OpenAPIHono<ApiEnv>();
  app.use(correlate(context), accessLog(context));
  app.use(async (c, next) => {
    await next();
    // Never `c.header` on an answer that is there: it makes the answer anew, as a stream, each time.
    const { headers } = c.res;
    headers.set('X-Content-Type-Options', 'nosniff');
    const allowance = c.get('allowance');
    for (const [name, value] of Object.entries(allowance ? rateLimitFields(allowance) : {})) {
      // What refused the request says more than what let it in.
      if (!headers.has(name)) headers.set(name, value);
    }
    // Whoever keeps the connection would find it closed at the next request.
    if (context.phase() === 'draining') headers.set('Connection', 'close');
  });
  mount(app, endpointsOf(context, openApiDocument(app, context)), context);
  app.notFound((c) => respondWithProblem(noSuchRoute(c.req.path), c));
  app.onError(respondWithProblem);
  return app;
};

const noSuchRoute = (path: string): DomainError => {
  const shown = path.slice(0, 200).replaceAll(/[^\x21-\x7e]/g, '?');
  return new DomainError('not_found', `there is nothing at ${shown}; see /documentation`);
};
