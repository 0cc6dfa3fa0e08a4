import { z } from '@hono/zod-openapi';
import type { ApiContext } from '../context.ts';
import { fleetView } from '../health/fleet-metrics.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';

export const brokerMetrics = (context: ApiContext): Endpoint => ({
  access: 'read',
  route: {
    method: 'get',
    path: '/broker/metrics',
    tags: ['Operations'],
    summary: 'What waits in the fleet, as JSON',
    responses: {
      200: json(
        'Per lane and per destination of the outbox.',
        z.object({
          timestamp: z.string().openapi({ format: 'date-time' }),
          queues: z.record(
            z.string(),
            z.object({
              unsent: z.int(),
              oldest_unsent_age_seconds: z.number(),
              paused: z.boolean(),
            }),
          ),
          outbox: z.record(
            z.string(),
            z.object({ rows: z.int(), quarantined: z.int(), oldest_age_seconds: z.number() }),
          ),
        }),
      ),
      ...problems('unauthenticated', 'forbidden', 'unavailable'),
    },
  },
  handle: async (c) =>
    c.json({ timestamp: context.now().toISOString(), ...fleetView(await context.fleet()) }, 200, {
      'Cache-Control': 'no-store',
    }),
});
