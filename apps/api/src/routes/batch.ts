import { z } from '@hono/zod-openapi';
import type { BatchAnswer, BatchItem } from '@postroom/application';
import { DomainError, type SendRequest } from '@postroom/domain';
import { acceptTraced } from '@postroom/runtime';
import type { ApiContext } from '../context.ts';
import type { ApiRequest, Endpoint } from '../http/endpoint.ts';
import { idempotencyOf, readIdempotencyKey } from '../http/idempotency-key.ts';
import { maxBatchBytes, readJson } from '../http/read-json.ts';
import { readQuery } from '../http/read-query.ts';
import { replayedIf } from '../http/replayed.ts';
import { acceptRefusals } from '../openapi/accept-refusals.ts';
import { batchExample, batchItemSchema } from '../openapi/batch-item.ts';
import { acceptHeaders } from '../openapi/headers.ts';
import { json, problems } from '../openapi/responses.ts';
import { acceptedSchema, problemSchema } from '../openapi/schemas.ts';
import { problemErrorOf, problemOf } from '../problem/problem.ts';
import { faultAt, invalid } from '../problem/problem-error.ts';
import { accept } from './accept.ts';
import { type CheckedItem, checkItems, inItem } from './batch-items.ts';

const query = z.object({
  mode: z
    .enum(['strict', 'permissive'], { error: 'must be strict or permissive' })
    .default('strict')
    .openapi({
      description:
        '`strict`: all of them or none. `permissive`: those that are good; the others are answered with their problem.',
    }),
});

export const sendBatch = (context: ApiContext): Endpoint => ({
  access: 'send',
  route: {
    method: 'post',
    path: '/notifications/batch',
    tags: ['Notifications'],
    summary: 'Send up to 1,000 notifications',
    description:
      'All of them are accepted, in one transaction, or none; with `mode=permissive` those that are good. The body may have 5 MiB.',
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
                  maxItems: 1000,
                  items: batchItemSchema(context.catalogue),
                },
              },
            },
            example: batchExample(context.catalogue),
          },
        },
      },
    },
    responses: {
      202: json(
        'All are durable; in the order of the request.',
        z
          .object({
            notifications: z.array(z.union([acceptedSchema, z.object({ error: problemSchema })])),
          })
          .openapi('AcceptedBatch'),
      ),
      ...problems(...acceptRefusals),
    },
  },
  handle: async (c) => {
    const { mode } = readQuery(c, query);
    const key = readIdempotencyKey(c);
    const body = await readJson(c, maxBatchBytes);
    const items = checkItems(c, body, context);
    await charge(c, context, items.length - 1);
    const idempotency = key === null ? null : idempotencyOf(c, { key, body: { mode, body } });

    const isPlain = items.every((item) => 'request' in item && item.idempotency === null);
    if (mode === 'strict') refuseFaults(items);
    if (isPlain && mode === 'strict') {
      const requests = items.flatMap((item) => ('request' in item ? [item.request] : []));
      const receipt = await accept(c, context, { requests, idempotency }).catch(pointIntoBatch);
      const headers = replayedIf(receipt.outcome === 'replayed');
      return c.json({ notifications: receipt.notifications.map(view(c, '')) }, 202, headers);
    }
    const { source, test } = c.get('principal');
    const correlationId = c.get('correlationId');
    const parent = c.get('traceparent');
    const size = { parent, count: items.length };
    const receipt = await acceptTraced(context.tracing, size, (traceparent) =>
      context.bus.handle({
        type: 'accept-batch',
        mode,
        origin: { source, test, correlationId, traceparent, occurredAt: null },
        items: items.map(commandItem),
        idempotency,
      }),
    );
    if (receipt.outcome === 'accepted') count(c, context, { items, answers: receipt.answers });
    const notifications = receipt.answers.map(view(c, receipt.correlationId));
    return c.json({ notifications }, 202, replayedIf(receipt.outcome === 'replayed'));
  },
});

/** The request itself was counted at the door. */
const charge = async (c: ApiRequest, context: ApiContext, count: number): Promise<void> => {
  if (count < 1) return;
  const allowance = await context.rateLimiter?.charge(c.get('principal'), count);
  if (allowance) c.set('allowance', allowance);
};

const refuseFaults = (items: readonly CheckedItem[]): void => {
  const issues = items.flatMap((item) => ('issues' in item ? item.issues : []));
  if (issues.length > 0) throw invalid(issues.map(faultAt));
};

const commandItem = (item: CheckedItem): BatchItem => {
  if ('request' in item) return item;
  const { issues } = item;
  const message = invalid(issues.map(faultAt)).message;
  return { refusal: { code: 'validation_failed', message, issues } };
};

const view =
  (c: ApiRequest, correlationId: string) =>
  (answer: BatchAnswer): unknown => {
    if (!('refusal' in answer)) {
      return { notification_id: answer.notificationId, status: answer.status };
    }
    const { code, message, issues } = answer.refusal;
    const refusal = problemErrorOf(new DomainError(code, message, issues));
    return { error: problemOf(refusal, { path: c.req.path, correlationId }) };
  };

const count = (
  c: ApiRequest,
  { metrics }: ApiContext,
  batch: { readonly items: readonly CheckedItem[]; readonly answers: readonly BatchAnswer[] },
): void => {
  for (const [i, item] of batch.items.entries()) {
    const answer = batch.answers[i];
    if (!answer || 'refusal' in answer || !('request' in item)) continue;
    const { type }: SendRequest = item.request;
    metrics.accepted.inc({ source: c.get('principal').source, type });
  }
};

/** A batch of one is handed in like a single request, so that its faults point into that one. */
const pointIntoBatch = (error: unknown): never => {
  if (!(error instanceof DomainError)) throw error;
  const issues = error.issues.map((issue) =>
    issue.path[0] === 'notifications' ? issue : inItem(0, issue),
  );
  const { retryAfterSeconds } = error;
  throw new DomainError(error.code, error.message, issues, { retryAfterSeconds });
};
