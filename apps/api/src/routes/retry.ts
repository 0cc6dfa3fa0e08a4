import { spokenName, visibleSource } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { operationKey } from '../http/idempotency-key.ts';
import { replayedIf } from '../http/replayed.ts';
import { acceptHeaders } from '../openapi/headers.ts';
import { json, problems } from '../openapi/responses.ts';
import { stateSchema } from '../openapi/schemas.ts';
import { idInPath, notificationIdOf } from './path-id.ts';

export const retryNotification = (context: ApiContext): Endpoint => ({
  access: 'admin',
  route: {
    method: 'post',
    path: '/notifications/{id}/retry',
    tags: ['Operations'],
    summary: 'Send again what ended without success',
    description: 'For failed, expired and unknown ones. The time to live begins anew.',
    request: { params: idInPath, headers: acceptHeaders },
    responses: {
      202: json('It is on its way again.', stateSchema),
      ...problems(
        'unauthenticated',
        'forbidden',
        'not_found',
        'not_retryable',
        'variables_erased',
        'validation_failed',
        'idempotency_key_reused',
        'unavailable',
      ),
    },
  },
  handle: async (c) => {
    const notificationId = notificationIdOf(c);
    const again = await context.bus.handle({
      type: 'send-again',
      only: 'ended',
      notificationId,
      source: visibleSource(c.var.principal),
      by: spokenName(c.var.principal),
      idempotency: operationKey(c, { notificationId }),
    });
    return c.json(
      { notification_id: again.id, status: again.status },
      202,
      replayedIf(again.replayed),
    );
  },
});
