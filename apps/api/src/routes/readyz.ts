import { z } from '@hono/zod-openapi';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json } from '../openapi/responses.ts';

const readinessSchema = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    checks: z.array(
      z.object({
        name: z.string(),
        status: z.enum(['up', 'down']),
        latency_ms: z.number(),
        detail: z.string().optional(),
      }),
    ),
  })
  .openapi('Readiness');

export const readiness = (context: ApiContext): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/readyz',
    tags: ['Operations'],
    summary: 'Whether the process may get requests',
    description: 'Depends on the primary database alone; whatever else is down, it can accept.',
    security: [],
    responses: {
      200: json('It may.', readinessSchema),
      503: json('Not now.', readinessSchema),
    },
  },
  handle: async (c) => {
    const answer = await context.ready();
    const status = answer.status === 'ready' ? 200 : 503;
    return c.json(answer, status, { 'Cache-Control': 'no-store' });
  },
});
