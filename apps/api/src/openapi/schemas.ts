import { z } from '@hono/zod-openapi';
import { operationKinds, statuses } from '@postroom/domain';

const [firstStatus = 'queued', ...otherStatuses] = statuses;
export const statusSchema = z.enum([firstStatus, ...otherStatuses]);

const time = (description: string) =>
  z.string().openapi({ format: 'date-time', description, example: '2026-05-03T10:14:00.000Z' });

export const idSchema = z
  .string()
  .openapi({ format: 'uuid', example: '019ff0a4-5c1e-7b7a-9d3c-2f6a1f0c9e11' });

export const acceptedSchema = z
  .object({ notification_id: idSchema, status: z.enum(['queued', 'scheduled']) })
  .openapi('Accepted');

export const stateSchema = z
  .object({ notification_id: idSchema, status: statusSchema })
  .openapi('State');

const historyItem = {
  notification_id: idSchema,
  notification_type: z.string(),
  recipient_email: z.string(),
  subject: z.string().nullable(),
  content: z.string().openapi({ description: "The template's name, or the caller's own HTML." }),
  template_vars: z
    .record(z.string(), z.unknown())
    .openapi({ description: 'Secret values are covered by `***`.' }),
  status: statusSchema,
  retry_count: z.int().openapi({ description: 'Attempts after the first.' }),
  created_at: time('When it was accepted.'),
  updated_at: time('When its state last changed.'),
};

export const historySchema = z
  .object({
    notifications: z.array(z.object(historyItem).openapi('HistoryItem')),
    next_cursor: z
      .string()
      .nullable()
      .openapi({ description: 'For the next page; null on the last one.' }),
  })
  .openapi('History');

export const listSchema = z
  .object({
    notifications: z.array(
      z
        .object({
          ...historyItem,
          userid: z.string().nullable(),
          source: z.string(),
          queue: z.enum(['critical', 'standard', 'bulk']),
          tags: z.record(z.string(), z.string()),
          test: z.boolean(),
          error_code: z.string().nullable(),
        })
        .openapi('ListItem'),
    ),
    next_cursor: z.string().nullable(),
  })
  .openapi('List');

export const detailSchema = z
  .object({
    ...historyItem,
    userid: z.string().nullable(),
    source: z.string(),
    test: z.boolean(),
    tags: z.record(z.string(), z.string()),
    correlation_id: z.string(),
    traceparent: z.string().nullable().openapi({
      description: 'The trace it was handed in under (W3C); null when there was none.',
    }),
    delivery: z.enum(['delivered', 'bounced', 'complained']).nullable(),
    maybe_sent: z.boolean().openapi({ description: 'A hand-off got no answer.' }),
    reason: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .openapi({ description: 'Why it stands where it stands.' }),
    send_at: time('When it is to be sent; null: at once.').nullable(),
    expires_at: time('From then on it is never sent.'),
    next_attempt_at: time('While it waits for a retry.').nullable(),
    attempts: z.array(
      z
        .object({
          number: z.int(),
          provider: z.string(),
          started_at: time('When the provider was called.'),
          duration_ms: z.int(),
          outcome: z.enum(['accepted', 'rejected', 'ambiguous']),
          code: z.string().nullable(),
          detail: z.string().nullable(),
          provider_id: z.string().nullable(),
        })
        .openapi('Attempt'),
    ),
    timeline: z.array(z.object({ at: time('In order.'), event: z.string(), detail: z.string() })),
  })
  .openapi('Notification');

export const operationCountSchema = z
  .object({ dry_run: z.boolean(), count: z.int() })
  .openapi('OperationCount', { example: { dry_run: true, count: 1840 } });

const operationId = {
  operation_id: idSchema,
  kind: z.enum(operationKinds),
  status: z.enum(['waiting', 'running', 'ended']),
  count: z.int().openapi({ description: 'How many there were when it was asked for.' }),
};

export const operationFiledSchema = z.object(operationId).openapi('OperationFiled', {
  example: {
    operation_id: '019ff0a4-5c1e-7b7a-9d3c-2f6a1f0c9e11',
    kind: 'redrive',
    status: 'waiting',
    count: 1840,
  },
});

export const operationSchema = z
  .object({
    ...operationId,
    done: z.int(),
    skipped: z.record(z.string(), z.int()).openapi({
      description:
        'Reason to number: an error code, or `changed` for those that were sent, cancelled or taken up otherwise before their turn. At the end `count` is `done` and all of these.',
    }),
    filter: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'As it was asked for, with the states that are touched.' }),
    requested_by: z.string(),
    created_at: time('When it was asked for.'),
    updated_at: time('When it last came further.'),
    ended_at: time('When it ended; null before.').nullable(),
  })
  .openapi('Operation', {
    example: {
      operation_id: '019ff0a4-5c1e-7b7a-9d3c-2f6a1f0c9e11',
      kind: 'redrive',
      status: 'ended',
      count: 1840,
      done: 1836,
      skipped: { variables_erased: 4 },
      filter: { status: ['failed'], error_code: '451' },
      requested_by: 'ops over the API',
      created_at: '2026-05-03T10:14:00.000Z',
      updated_at: '2026-05-03T10:14:09.000Z',
      ended_at: '2026-05-03T10:14:09.000Z',
    },
  });

export const preferencesSchema = z
  .object({
    userid: z.string(),
    notification_email: z.string().openapi({ format: 'email' }),
    preferences: z
      .record(z.string(), z.boolean())
      .openapi({ description: 'Every type, chosen or by default.' }),
    created_at: time('When they were made.'),
    updated_at: time('When they last changed.'),
  })
  .openapi('Preferences');

export const problemSchema = z
  .object({
    type: z.string().openapi({ example: '/documentation/errors#validation_failed' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    correlation_id: z.string(),
    errors: z.array(
      z.object({
        pointer: z.string().optional().openapi({ example: '#/template_vars/username' }),
        parameter: z.string().optional(),
        header: z.string().optional(),
        code: z.string(),
        detail: z.string(),
      }),
    ),
  })
  .openapi('Problem', { description: 'RFC 9457.' });
