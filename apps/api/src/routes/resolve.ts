import { z } from '@hono/zod-openapi';
import { objectSchema } from '@postroom/templates';
import { spokenName, visibleSource } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { operationKey } from '../http/idempotency-key.ts';
import { readJson } from '../http/read-json.ts';
import { replayedIf } from '../http/replayed.ts';
import { acceptHeaders } from '../openapi/headers.ts';
import { json, problems } from '../openapi/responses.ts';
import { stateSchema } from '../openapi/schemas.ts';
import { faultAt, invalid } from '../problem/problem-error.ts';
import { countEnding } from './count-ending.ts';
import { idInPath, notificationIdOf } from './path-id.ts';

const fields = { status: z.enum(['sent', 'failed'], { error: 'must be sent or failed' }) };
const body = objectSchema(fields);

export const resolveNotification = (context: ApiContext): Endpoint => ({
  access: 'admin',
  route: {
    method: 'post',
    path: '/notifications/{id}/resolve',
    tags: ['Operations'],
    summary: 'Say what became of an unknown notification',
    description:
      'A hand-off got no answer and the type forbids a second copy. An operator who found out says so here.',
    request: {
      params: idInPath,
      headers: acceptHeaders,
      body: {
        required: true,
        content: { 'application/json': { schema: z.object(fields), example: { status: 'sent' } } },
      },
    },
    responses: {
      200: json('It has ended as you said.', stateSchema),
      ...problems(
        'malformed_json',
        'unauthenticated',
        'forbidden',
        'not_found',
        'not_resolvable',
        'body_too_large',
        'unsupported_media_type',
        'validation_failed',
        'idempotency_key_reused',
        'unavailable',
      ),
    },
  },
  handle: async (c) => {
    const notificationId = notificationIdOf(c);
    const checked = body.check(await readJson(c), 'refuse');
    if (!checked.ok) throw invalid(checked.issues.map(faultAt));
    const resolved = await context.bus.handle({
      type: 'resolve',
      notificationId,
      source: visibleSource(c.var.principal),
      by: spokenName(c.var.principal),
      idempotency: operationKey(c, { notificationId, body: checked.value }),
      to: checked.value.status === 'sent' ? 'sent' : 'failed', // the check lets nothing else in
    });
    countEnding(context.metrics, resolved);
    return c.json(
      { notification_id: resolved.id, status: resolved.status },
      200,
      replayedIf(resolved.replayed),
    );
  },
});
