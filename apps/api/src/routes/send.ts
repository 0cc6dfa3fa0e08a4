import { checkRequest } from '@postroom/domain';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { idempotencyOf, readIdempotencyKey } from '../http/idempotency-key.ts';
import { readJson } from '../http/read-json.ts';
import { acceptRefusals } from '../openapi/accept-refusals.ts';
import { acceptHeaders } from '../openapi/headers.ts';
import { json, problems } from '../openapi/responses.ts';
import { acceptedSchema } from '../openapi/schemas.ts';
import { sendRequestBody } from '../openapi/send-request.ts';
import { faultAt, invalid } from '../problem/problem-error.ts';
import { accept } from './accept.ts';

export const sendNotification = (context: ApiContext): Endpoint => ({
  access: 'send',
  route: {
    method: 'post',
    path: '/notifications/send',
    tags: ['Notifications'],
    summary: 'Send a notification',
    description:
      'Answers once the notification is durable. Whether it may be sent (preferences, suppressions) is decided when it goes out; the notification tells.',
    request: {
      headers: acceptHeaders,
      body: sendRequestBody(context.catalogue),
    },
    responses: {
      202: json('It is durable and will be sent.', acceptedSchema, 'Location'),
      ...problems(...acceptRefusals),
    },
  },
  handle: async (c) => {
    const key = readIdempotencyKey(c);
    const body = await readJson(c);
    const checked = checkRequest(body, {
      catalogue: context.catalogue,
      now: context.now(),
      unknown: 'refuse',
    });
    if (!checked.ok) throw invalid(checked.issues.map(faultAt));

    const idempotency = key === null ? null : idempotencyOf(c, { key, body });
    const receipt = await accept(c, context, { requests: [checked.request], idempotency });
    const [accepted] = receipt.notifications;
    if (!accepted) throw new Error('one request was accepted without a notification');
    return c.json({ notification_id: accepted.notificationId, status: accepted.status }, 202, {
      Location: `/notifications/${accepted.notificationId}`,
      ...(receipt.outcome === 'replayed' && { 'Idempotent-Replayed': 'true' }),
    });
  },
});
