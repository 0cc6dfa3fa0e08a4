import { z } from '@hono/zod-openapi';
import { DomainError, isNotificationId } from '@postroom/domain';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';
import { idSchema, operationSchema } from '../openapi/schemas.ts';
import { operationView } from '../views/operation.ts';

export const readOperation = (context: ApiContext): Endpoint => ({
  access: 'admin',
  route: {
    method: 'get',
    path: '/operations/{id}',
    tags: ['Operations'],
    summary: 'See how far an operation on many is',
    description: 'It is kept for 30 days after its end.',
    request: { params: z.object({ id: idSchema }) },
    responses: {
      200: json('The operation.', operationSchema),
      ...problems('unauthenticated', 'forbidden', 'not_found', 'unavailable'),
    },
  },
  handle: async (c) => {
    const id = (c.req.param('id') ?? '').toLowerCase();
    const found = isNotificationId(id) ? await context.queries.operation(id) : undefined;
    if (!found) throw new DomainError('not_found', 'there is no such operation');
    return c.json(operationView(found), 200, { 'Cache-Control': 'no-store' });
  },
});
