import { z } from '@hono/zod-openapi';
import type { Quarantined } from '@postroom/application';
import { DomainError } from '@postroom/domain';
import { spokenName } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';

/** Rows in one answer; released ones make room for the next. */
const shown = 100;
/** What always fits into a bigint. */
const idPattern = /^[1-9][0-9]{0,17}$/;

const rowId = z.string().regex(idPattern).openapi({ example: '4711' });

const rowSchema = z
  .object({
    id: rowId,
    destination: z.enum(['critical', 'standard', 'bulk', 'exchange']),
    notification_id: z.string().nullable(),
    event_type: z.string().nullable().openapi({ description: 'Null for a job.' }),
    reason: z.string().openapi({ description: 'Why it could not be published.' }),
    quarantined_at: z.iso.datetime(),
  })
  .openapi('QuarantinedRow');

export const listQuarantined = (context: ApiContext): Endpoint => ({
  access: 'admin',
  route: {
    method: 'get',
    path: '/outbox/quarantined',
    tags: ['Operations'],
    summary: 'See what could not be published',
    description:
      'Jobs and events that can never be published as they are, set aside so that others pass. Those set aside for longest first, 100 at most.',
    responses: {
      200: json('Rows in quarantine.', z.object({ rows: z.array(rowSchema) })),
      ...problems('unauthenticated', 'forbidden', 'unavailable'),
    },
  },
  handle: async (c) => {
    const rows = await context.quarantine.list(shown);
    return c.json({ rows: rows.map(view) }, 200, { 'Cache-Control': 'no-store' });
  },
});

export const releaseQuarantined = (context: ApiContext): Endpoint => ({
  access: 'admin',
  route: {
    method: 'post',
    path: '/outbox/quarantined/{id}/release',
    tags: ['Operations'],
    summary: 'Let a row go again',
    description:
      'For when what was wrong is repaired: the relay takes it at once, and sets it aside again if it still cannot be published.',
    request: { params: z.object({ id: rowId }) },
    responses: {
      200: json('It goes again.', z.object({ id: rowId, status: z.literal('released') })),
      ...problems('unauthenticated', 'forbidden', 'not_found', 'unavailable'),
    },
  },
  handle: async (c) => {
    const id = c.req.param('id') ?? '';
    const isId = idPattern.test(id);
    const by = spokenName(c.var.principal);
    const released = isId ? await context.quarantine.release([id], by) : 0;
    if (released === 0) throw new DomainError('not_found', 'there is no such row in quarantine');
    return c.json({ id, status: 'released' });
  },
});

const view = ({ id, destination, notificationId, eventType, reason, since }: Quarantined) => ({
  id,
  destination,
  notification_id: notificationId,
  event_type: eventType,
  reason,
  quarantined_at: since.toISOString(),
});
