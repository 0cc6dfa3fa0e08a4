import { z } from '@hono/zod-openapi';
import { StoreError } from '@postroom/application';
import { isAllowed } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { ApiRequest, Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';

const reportSchema = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    timestamp: z.string().openapi({ format: 'date-time' }),
    parts: z
      .array(
        z.object({
          name: z.string(),
          status: z.enum(['up', 'down', 'degraded', 'off']),
          latency_ms: z.number().nullable(),
          detail: z.string().optional(),
        }),
      )
      .optional()
      .openapi({ description: 'Only for keys that may read.' }),
  })
  .openapi('Health');

export const brokerHealth = (context: ApiContext): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/broker/health',
    tags: ['Operations'],
    summary: 'How the installation is',
    description:
      'The status for everybody, each part with a key that may read. `unhealthy` means that nothing can be accepted.',
    security: [{}, { apiKey: [] }],
    responses: {
      200: json('Healthy or degraded.', reportSchema),
      503: json('Unhealthy.', reportSchema),
      ...problems('unauthenticated'),
    },
  },
  handle: async (c) => {
    const mayRead = await seesDetail(c, context);
    const { status, parts } = await context.health();
    const timestamp = context.now().toISOString();
    const body = mayRead ? { status, timestamp, parts } : { status, timestamp };
    return c.json(body, status === 'unhealthy' ? 503 : 200, { 'Cache-Control': 'no-store' });
  },
});

/** Nobody need show a key here; a wrong one is refused all the same. */
const seesDetail = async (c: ApiRequest, context: ApiContext): Promise<boolean> => {
  const authorization = c.req.header('authorization');
  if (authorization === undefined && !context.isOpen) return false;
  try {
    return isAllowed(await context.authenticate(authorization), 'read');
  } catch (error) {
    // Nobody can tell whose key it is while the database is away, which is what the report says.
    if (error instanceof StoreError && error.kind === 'unavailable') return false;
    throw error;
  }
};
