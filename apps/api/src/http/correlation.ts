import { formatTraceparent, parseTraceparent, withLogContext } from '@postroom/runtime';
import type { MiddlewareHandler } from 'hono';
import type { ApiContext } from '../context.ts';
import type { ApiEnv } from './env.ts';

/**
 * Gives every request its correlation id, the caller's when it is 1 to 128 printable ASCII
 * characters, returns it, and lets every log line of the request carry it.
 */
export const correlate =
  ({ log, newId }: Pick<ApiContext, 'log' | 'newId'>): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const given = c.req.header('x-correlation-id')?.trim();
    const correlationId = given && /^[\x20-\x7e]{1,128}$/.test(given) ? given : newId();
    const trace = parseTraceparent(c.req.header('traceparent'));
    const traceparent = trace ? formatTraceparent(trace) : null;
    c.set('log', log);
    c.set('route', 'other');
    c.set('correlationId', correlationId);
    c.set('traceparent', traceparent);
    await withLogContext(
      { correlation_id: correlationId, ...(trace && { trace_id: trace.traceId }) },
      next,
    );
    c.header('X-Correlation-ID', correlationId);
    if (traceparent !== null) c.header('traceparent', traceparent);
  };
