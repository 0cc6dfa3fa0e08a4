import { z } from '@hono/zod-openapi';
import type { Endpoint } from '../http/endpoint.ts';
import { json } from '../openapi/responses.ts';

export const ping = (): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/ping',
    tags: ['Service'],
    summary: 'Is anybody there',
    security: [],
    responses: { 200: json('Yes.', z.object({ ping: z.literal('pong!') })) },
  },
  handle: (c) => c.json({ ping: 'pong!' }),
});
