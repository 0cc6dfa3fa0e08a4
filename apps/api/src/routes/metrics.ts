import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { page } from '../openapi/responses.ts';

export const processMetrics = ({ metrics }: ApiContext): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/metrics',
    tags: ['Operations'],
    summary: "This process's metrics for Prometheus",
    security: [],
    responses: { 200: page('Text format.', 'text/plain') },
  },
  handle: async (c) =>
    c.body(await metrics.registry.metrics(), 200, {
      'Content-Type': metrics.registry.contentType,
    }),
});
