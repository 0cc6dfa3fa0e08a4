import { z } from '@hono/zod-openapi';
import { checkRequest } from '@postroom/domain';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readJson } from '../http/read-json.ts';
import { json, problems } from '../openapi/responses.ts';
import { sendRequestBody } from '../openapi/send-request.ts';
import { faultAt, invalid } from '../problem/problem-error.ts';
import { previewOf } from './preview-of.ts';

const previewSchema = z
  .object({
    notification_type: z.string(),
    queue: z.enum(['critical', 'standard', 'bulk']),
    recipient_email: z.string().nullable(),
    userid: z.string().nullable(),
    decision: z.enum(['send', 'suppressed', 'expired']),
    reason: z.object({ code: z.string(), detail: z.string() }).nullable(),
    send_at: z.string().nullable().openapi({ format: 'date-time' }),
    expires_at: z.string().openapi({ format: 'date-time' }),
    subject: z.string(),
    html: z.string(),
    text: z.string(),
  })
  .openapi('Preview');

export const previewNotification = (context: ApiContext): Endpoint => ({
  access: 'send',
  route: {
    method: 'post',
    path: '/notifications/preview',
    tags: ['Notifications'],
    summary: 'See what would be sent, and whether',
    description: 'The whole decision and the mail, as they would be now. Nothing is kept or sent.',
    request: {
      body: sendRequestBody(context.catalogue),
    },
    responses: {
      200: json('The decision and the mail.', previewSchema),
      ...problems(
        'malformed_json',
        'body_too_deep',
        'unauthenticated',
        'forbidden',
        'body_too_large',
        'unsupported_media_type',
        'validation_failed',
        'unavailable',
      ),
    },
  },
  handle: async (c) => {
    const body = await readJson(c);
    const { catalogue, now } = context;
    const checked = checkRequest(body, { catalogue, now: now(), unknown: 'refuse' });
    if (!checked.ok) throw invalid(checked.issues.map(faultAt));
    return c.json(await previewOf(checked.request, context), 200, { 'Cache-Control': 'no-store' });
  },
});
