import { z } from '@hono/zod-openapi';
import type { Endpoint } from '../http/endpoint.ts';
import { json } from '../openapi/responses.ts';

export const liveness = (): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/livez',
    tags: ['Operations'],
    summary: 'Whether the process lives',
    description: 'Depends on nothing: a restart does not repair a server elsewhere.',
    security: [],
    responses: { 200: json('It does.', z.object({ status: z.literal('alive') })) },
  },
  handle: (c) => c.json({ status: 'alive' }, 200, { 'Cache-Control': 'no-store' }),
});
