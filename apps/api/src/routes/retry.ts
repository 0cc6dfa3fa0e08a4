import { DomainError, hasEnded } from '@postroom/domain';
import { spokenName, visibleSource } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';
import { stateSchema } from '../openapi/schemas.ts';
import { visibleDetail } from './detail.ts';
import { idInPath, notificationIdOf } from './path-id.ts';

export const retryNotification = (context: ApiContext): Endpoint => ({
  access: 'admin',
  route: {
    method: 'post',
    path: '/notifications/{id}/retry',
    tags: ['Operations'],
    summary: 'Send again what ended without success',
    description: 'For failed, expired and unknown ones. The time to live begins anew.',
    request: { params: idInPath },
    responses: {
      202: json('It is on its way again.', stateSchema),
      ...problems(
        'unauthenticated',
        'forbidden',
        'not_found',
        'not_retryable',
        'variables_erased',
        'unavailable',
      ),
    },
  },
  handle: async (c) => {
    const notificationId = notificationIdOf(c);
    const { status } = (await visibleDetail(c, context)).notification;
    // The command would hand a waiting one to the queue once more; that is not what was asked.
    if (!hasEnded(status)) {
      const message = `notification ${notificationId} is ${status}, it has not ended yet`;
      throw new DomainError('not_retryable', message);
    }
    const again = await context.bus.handle({
      type: 'send-again',
      notificationId,
      source: visibleSource(c.var.principal),
      by: spokenName(c.var.principal),
    });
    return c.json({ notification_id: again.id, status: again.status }, 202);
  },
});
