import { z } from '@hono/zod-openapi';
import { checkRequest, DomainError, type Issue, type SendRequest } from '@postroom/domain';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { idempotencyOf, readIdempotencyKey } from '../http/idempotency-key.ts';
import { maxBatchBytes, readJson } from '../http/read-json.ts';
import { readQuery } from '../http/read-query.ts';
import { acceptHeaders } from '../openapi/headers.ts';
import { json, problems } from '../openapi/responses.ts';
import { acceptedSchema } from '../openapi/schemas.ts';
import { reference } from '../openapi/send-request.ts';
import { faultAt, invalid } from '../problem/problem-error.ts';
import { accept } from './accept.ts';

const maxNotifications = 1000;

const query = z.object({
  mode: z
    .enum(['strict'], { error: 'must be strict' })
    .default('strict')
    .openapi({ description: 'All of them or none.' }),
});

export const sendBatch = (context: ApiContext): Endpoint => ({
  access: 'send',
  route: {
    method: 'post',
    path: '/notifications/batch',
    tags: ['Notifications'],
    summary: 'Send up to 1,000 notifications',
    description: 'All of them are accepted, in one transaction, or none. The body may have 5 MiB.',
    request: {
      query,
      headers: acceptHeaders,
      body: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              additionalProperties: false,
              required: ['notifications'],
              properties: {
                notifications: {
                  type: 'array',
                  minItems: 1,
                  maxItems: maxNotifications,
                  items: { $ref: reference('SendRequest') },
                },
              },
            },
          },
        },
      },
    },
    responses: {
      202: json(
        'All are durable; in the order of the request.',
        z.object({ notifications: z.array(acceptedSchema) }).openapi('AcceptedBatch'),
      ),
      ...problems(
        'malformed_json',
        'body_too_deep',
        'unauthenticated',
        'forbidden',
        'body_too_large',
        'unsupported_media_type',
        'validation_failed',
        'idempotency_key_reused',
        'unavailable',
      ),
    },
  },
  handle: async (c) => {
    readQuery(c, query);
    const key = readIdempotencyKey(c);
    const body = await readJson(c, maxBatchBytes);
    const requests = checkBatch(body, context);

    const idempotency = key === null ? null : idempotencyOf(c, { key, body });
    const receipt = await accept(c, context, { requests, idempotency }).catch(pointIntoBatch);
    const notifications = receipt.notifications.map(({ notificationId, status }) => ({
      notification_id: notificationId,
      status,
    }));
    return c.json(
      { notifications },
      202,
      receipt.outcome === 'replayed' ? { 'Idempotent-Replayed': 'true' } : {},
    );
  },
});

const checkBatch = (body: unknown, context: ApiContext): readonly SendRequest[] => {
  const items = itemsOf(body);
  const requests: SendRequest[] = [];
  const issues: Issue[] = [];
  const now = context.now();
  for (const [index, item] of items.entries()) {
    const checked = checkRequest(item, { catalogue: context.catalogue, now, unknown: 'refuse' });
    if (checked.ok) requests.push(checked.request);
    else issues.push(...checked.issues.map((issue) => inItem(index, issue)));
  }
  if (issues.length > 0) throw invalid(issues.map(faultAt));
  return requests;
};

const itemsOf = (body: unknown): readonly unknown[] => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusal([{ path: [], code: 'invalid_type', detail: 'must be a JSON object' }]);
  }
  const { notifications, ...others }: { notifications?: unknown } = body;
  const issues = Object.keys(others).map(
    (name): Issue => ({
      path: [name],
      code: 'unknown_field',
      detail: 'is not known; a batch has the one field notifications',
    }),
  );
  issues.push(...listIssues(notifications));
  if (issues.length > 0) throw refusal(issues);
  return notifications as readonly unknown[]; // listIssues found no fault
};

const listIssues = (list: unknown): readonly Issue[] => {
  const path = ['notifications'];
  if (list === undefined) return [{ path, code: 'required', detail: 'is required' }];
  if (!Array.isArray(list)) return [{ path, code: 'invalid_type', detail: 'must be an array' }];
  if (list.length === 0) return [{ path, code: 'too_short', detail: 'must not be empty' }];
  if (list.length <= maxNotifications) return [];
  return [{ path, code: 'too_long', detail: `must have at most ${maxNotifications} entries` }];
};

const refusal = (issues: readonly Issue[]): Error => invalid(issues.map(faultAt));

const inItem = (index: number, issue: Issue): Issue => ({
  ...issue,
  path: ['notifications', index, ...issue.path],
});

/** A batch of one is handed in like a single request, so that its faults point into that one. */
const pointIntoBatch = (error: unknown): never => {
  if (!(error instanceof DomainError)) throw error;
  const issues = error.issues.map((issue) =>
    issue.path[0] === 'notifications' ? issue : inItem(0, issue),
  );
  throw new DomainError(error.code, error.message, issues);
};
