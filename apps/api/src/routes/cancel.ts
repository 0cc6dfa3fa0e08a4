import { spokenName, visibleSource } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { operationKey } from '../http/idempotency-key.ts';
import { replayedIf } from '../http/replayed.ts';
import { acceptHeaders } from '../openapi/headers.ts';
import { json, problems } from '../openapi/responses.ts';
import { stateSchema } from '../openapi/schemas.ts';
import { countEnding } from './count-ending.ts';
import { idInPath, notificationIdOf } from './path-id.ts';

export const cancelNotification = (context: ApiContext): Endpoint => ({
  access: 'send',
  route: {
    method: 'post',
    path: '/notifications/{id}/cancel',
    tags: ['Notifications'],
    summary: 'Cancel a notification',
    description: 'Possible until it is handed to a provider.',
    request: { params: idInPath, headers: acceptHeaders },
    responses: {
      200: json('It will not be sent.', stateSchema),
      ...problems(
        'unauthenticated',
        'forbidden',
        'not_found',
        'not_cancellable',
        'validation_failed',
        'idempotency_key_reused',
        'unavailable',
      ),
    },
  },
  handle: async (c) => {
    const notificationId = notificationIdOf(c);
    const cancelled = await context.bus.handle({
      type: 'cancel',
      notificationId,
      source: visibleSource(c.var.principal),
      by: spokenName(c.var.principal),
      idempotency: operationKey(c, { notificationId }),
    });
    countEnding(context.metrics, cancelled);
    return c.json(
      { notification_id: cancelled.id, status: cancelled.status },
      200,
      replayedIf(cancelled.replayed),
    );
  },
});
