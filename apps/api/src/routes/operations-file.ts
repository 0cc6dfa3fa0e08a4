import type { OperationKind } from '@postroom/domain';
import { spokenName } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { operationKey } from '../http/idempotency-key.ts';
import { readJson } from '../http/read-json.ts';
import { replayedIf } from '../http/replayed.ts';
import { acceptHeaders } from '../openapi/headers.ts';
import { json, problems } from '../openapi/responses.ts';
import { operationCountSchema, operationFiledSchema } from '../openapi/schemas.ts';
import { operationBody } from './operations-body.ts';

/** Counts at once and has the work done in the background, which outlives every restart. */
const fileOperation = (
  context: ApiContext,
  {
    kind,
    summary,
    description,
    example,
  }: {
    readonly kind: OperationKind;
    readonly summary: string;
    readonly description: string;
    readonly example: unknown;
  },
): Endpoint => {
  const { schema, read } = operationBody(kind, context.catalogue);
  return {
    access: 'admin',
    route: {
      method: 'post',
      path: `/notifications/${kind}`,
      tags: ['Operations'],
      summary,
      description: `${description} What is accepted after the request is not touched. \`dry_run\` only counts.`,
      request: {
        headers: acceptHeaders,
        body: { required: true, content: { 'application/json': { schema, example } } },
      },
      responses: {
        200: json('A dry run: so many there are.', operationCountSchema),
        202: json('It is filed; `Location` tells how far it is.', operationFiledSchema, 'Location'),
        ...problems(
          'malformed_json',
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
      const body = await readJson(c);
      const { selection, isDryRun } = read(body);
      if (isDryRun) {
        return c.json({ dry_run: true, count: await context.queries.count(selection) });
      }
      const { operationId, count, replayed } = await context.bus.handle({
        type: 'file-operation',
        kind,
        selection,
        by: spokenName(c.var.principal),
        idempotency: operationKey(c, body),
      });
      return c.json({ operation_id: operationId, kind, status: 'waiting', count }, 202, {
        Location: `/operations/${operationId}`,
        ...replayedIf(replayed),
      });
    },
  };
};

export const redriveMany = (context: ApiContext): Endpoint =>
  fileOperation(context, {
    kind: 'redrive',
    summary: 'Send many again that ended without success',
    description:
      'Failed and expired ones; unknown ones, which may have been sent already, only where `status` names them. Those whose secret variables are erased are skipped.',
    example: { filter: { status: 'failed', since: '2026-05-03T08:00:00Z' }, dry_run: true },
  });

export const cancelMany = (context: ApiContext): Endpoint =>
  fileOperation(context, {
    kind: 'cancel',
    summary: 'Cancel many that were not handed over yet',
    description: 'Scheduled and queued ones, and those that wait for a retry.',
    example: { filter: { type: 'marketing', tag: 'campaign:spring' }, dry_run: true },
  });
