import { z } from '@hono/zod-openapi';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json } from '../openapi/responses.ts';

export const greeting = (context: ApiContext): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/',
    tags: ['Service'],
    summary: 'What this is',
    security: [],
    responses: {
      200: json(
        'The service and where to read on.',
        z.object({
          message: z.string(),
          version: z.string(),
          status: z.literal('active'),
          current_time: z.string().openapi({ format: 'date-time' }),
          documentation_url: z.string(),
          api_reference_url: z.string(),
          openapi_url: z.string(),
          health_url: z.string(),
        }),
      ),
    },
  },
  handle: (c) =>
    c.json(
      {
        message: 'Postroom, the notification service',
        version: context.version,
        status: 'active',
        current_time: context.now().toISOString(),
        documentation_url: '/documentation',
        api_reference_url: '/api-reference',
        openapi_url: '/openapi.json',
        health_url: '/broker/health',
      },
      200,
      { 'Cache-Control': 'no-store' },
    ),
});
