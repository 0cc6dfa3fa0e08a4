import type { ApiContext } from '../context.ts';
import { fleetMetrics } from '../health/fleet-metrics.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { page, problems } from '../openapi/responses.ts';

export const brokerPrometheus = (context: ApiContext): Endpoint => ({
  access: 'read',
  route: {
    method: 'get',
    path: '/broker/prometheus',
    tags: ['Operations'],
    summary: "The fleet's gauges and this process's metrics for Prometheus",
    responses: {
      200: page('Text format.', 'text/plain'),
      ...problems('unauthenticated', 'forbidden', 'unavailable'),
    },
  },
  handle: async (c) => {
    const { registry } = context.metrics;
    const text = fleetMetrics(await context.fleet()) + (await registry.metrics());
    return c.body(text, 200, { 'Content-Type': registry.contentType });
  },
});
