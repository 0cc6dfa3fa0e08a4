import { z } from '@hono/zod-openapi';
import type { ApiContext } from '../context.ts';
import { fleetView } from '../health/fleet-view.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';

const metricsSchema = z
  .object({
    timestamp: z.string().openapi({ format: 'date-time' }),
    queues: z.record(
      z.string(),
      z.object({
        unsent: z.int(),
        oldest_unsent_age_seconds: z.number(),
        paused: z.boolean(),
        workers: z.int().openapi({ description: 'At work in this lane now.' }),
        jobs: z.record(z.string(), z.int().nullable()).openapi({
          description: 'In the queue store, by state; null while no relay can tell.',
        }),
      }),
    ),
    outbox: z.record(
      z.string(),
      z.object({
        rows: z.int(),
        oldest_age_seconds: z.number(),
        quarantined: z.int().openapi({ description: 'Set aside: they can never be published.' }),
        returned: z.int().openapi({ description: 'Refused, or nobody is bound to them.' }),
      }),
    ),
    processes: z
      .record(z.string(), z.int())
      .openapi({ description: 'At work now, by role, as their heartbeats say.' }),
    dead_letters: z
      .int()
      .nullable()
      .openapi({ description: 'Null while no relay can tell, or RabbitMQ is away.' }),
    standby_lag_seconds: z.number().nullable().openapi({ description: 'Null without a standby.' }),
  })
  .openapi('FleetMetrics');

export const brokerMetrics = (context: ApiContext): Endpoint => ({
  access: 'read',
  route: {
    method: 'get',
    path: '/broker/metrics',
    tags: ['Operations'],
    summary: 'What waits in the fleet, as JSON',
    responses: {
      200: json('Per lane, per destination of the outbox, per role.', metricsSchema),
      ...problems('unauthenticated', 'forbidden', 'unavailable'),
    },
  },
  handle: async (c) =>
    c.json({ timestamp: context.now().toISOString(), ...fleetView(await context.fleet()) }, 200, {
      'Cache-Control': 'no-store',
    }),
});
