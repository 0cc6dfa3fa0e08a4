import { setTimeout as pause } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';
import type { NotificationDetail } from '@postroom/application';
import { hasEnded } from '@postroom/domain';
import { visibleSource } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { ApiRequest, Endpoint } from '../http/endpoint.ts';
import { positionHeaders, readsFor } from '../http/position.ts';
import { readQuery } from '../http/read-query.ts';
import { json, problems } from '../openapi/responses.ts';
import { detailSchema } from '../openapi/schemas.ts';
import { detailView } from '../views/detail.ts';
import { idInPath, noSuchNotification, notificationIdOf } from './path-id.ts';

const maxWaitSeconds = 60;
const lookEveryMs = 200;

const query = z.object({
  wait: z
    .string()
    .regex(/^\d{1,2}$/, `must be a whole number of seconds, 0 to ${maxWaitSeconds}`)
    .transform(Number)
    .refine((seconds) => seconds <= maxWaitSeconds, `must be at most ${maxWaitSeconds}`)
    .optional()
    .openapi({
      type: 'integer',
      description: 'Seconds to wait for the end; answers earlier when it comes.',
      example: 10,
    }),
});

export const readNotification = (context: ApiContext): Endpoint => ({
  access: 'read',
  route: {
    method: 'get',
    path: '/notifications/{id}',
    tags: ['Notifications'],
    summary: 'Read one notification',
    description: 'Where it stands and why, its attempts and its story in order of time.',
    request: { params: idInPath, query, headers: positionHeaders },
    responses: {
      200: json('The notification.', detailSchema),
      ...problems('unauthenticated', 'forbidden', 'not_found', 'validation_failed', 'unavailable'),
    },
  },
  handle: async (c) => {
    const { wait = 0 } = readQuery(c, query);
    const detail = await ended(c, context, wait * 1000);
    return c.json(detailView(detail, context), 200, { 'Cache-Control': 'no-store' });
  },
});

/** The notification once it has ended, or as it is when the time is over. */
const ended = async (
  c: ApiRequest,
  context: ApiContext,
  waitMs: number,
): Promise<NotificationDetail> => {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const detail = await visibleDetail(c, context);
    const isOver = performance.now() >= deadline || c.req.raw.signal.aborted;
    if (isOver || hasEnded(detail.notification.status) || context.phase() === 'draining')
      return detail;
    await pause(lookEveryMs);
  }
};

/** @throws DomainError `not_found`, for another source's notification too. */
const visibleDetail = async (
  c: ApiRequest,
  context: Pick<ApiContext, 'reads'>,
): Promise<NotificationDetail> => {
  const id = notificationIdOf(c);
  const detail = await readsFor(c, context).notification(id);
  const source = visibleSource(c.var.principal);
  const isVisible = source === null || detail?.notification.source === source;
  if (!detail || !isVisible) throw noSuchNotification(id);
  return detail;
};
