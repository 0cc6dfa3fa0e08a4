import { formatTraceparent, parseTraceparent, type Span } from '@postroom/runtime';
import type { MiddlewareHandler } from 'hono';
import type { ApiContext } from '../context.ts';
import type { ApiEnv } from './env.ts';

/**
 * Gives every request its correlation id, the caller's when it is 1 to 128 printable ASCII
 * characters, returns it, and keeps it for every log line of the request. The same for the trace,
 * of which the request becomes a part where traces are exported.
 */
export const correlate =
  ({
    log,
    newId,
    tracing,
  }: Pick<ApiContext, 'log' | 'newId' | 'tracing'>): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const given = c.req.header('x-correlation-id')?.trim();
    const correlationId = given && /^[\x20-\x7e]{1,128}$/.test(given) ? given : newId();
    const trace = parseTraceparent(c.req.header('traceparent'));
    const caller = trace ? formatTraceparent(trace) : null;
    const span = changes.has(c.req.method)
      ? tracing?.start(c.req.method, { parent: caller, kind: 'server' })
      : undefined;
    const traceparent = span?.traceparent ?? caller;
    c.set('log', log);
    c.set('route', 'other');
    c.set('correlationId', correlationId);
    c.set('traceparent', traceparent);
    await next();
    c.res.headers.set('X-Correlation-ID', correlationId);
    const returned = caller ?? traceparent;
    if (returned !== null) c.res.headers.set('traceparent', returned);
    if (span) endSpan(span, { method: c.req.method, route: c.get('route'), status: c.res.status });
  };

/** Requests that are traced: those that may set something going. */
const changes = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

const endSpan = (
  span: Span,
  { method, route, status }: { method: string; route: string; status: number },
): void => {
  span.rename(`${method} ${route}`);
  span.note({
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
  });
  if (status >= 500) span.fail(String(status));
  span.end();
};
