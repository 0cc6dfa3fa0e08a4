import { threadOf } from '@postroom/runtime';
import type { MiddlewareHandler } from 'hono';
import type { ApiContext } from '../context.ts';
import type { ApiEnv } from './env.ts';

/** One line and one observation a request: the route's pattern, never a query, an id or a body. */
export const accessLog =
  ({ log, metrics }: Pick<ApiContext, 'log' | 'metrics'>): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const startedAt = performance.now();
    await next();
    const seconds = (performance.now() - startedAt) / 1000;
    const route = c.get('route');
    const method = knownMethods.has(c.req.method) ? c.req.method : 'other';
    const { status } = c.res;
    metrics.http.observe({ route, method, status: String(status) }, seconds);
    const level = quietRoutes.has(route) ? 'debug' : 'info';
    log[level](
      {
        event: 'http.request',
        method,
        route,
        status,
        duration_ms: Math.round(seconds * 10_000) / 10,
        ...threadOf({
          correlationId: c.get('correlationId'),
          traceparent: c.get('traceparent'),
        }),
      },
      'request',
    );
  };

/** Methods are words of the caller; labels must come from a closed set. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Asked by machines every few seconds. */
const quietRoutes = new Set(['/livez', '/readyz', '/metrics']);
