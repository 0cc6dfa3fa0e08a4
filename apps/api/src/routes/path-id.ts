import { z } from '@hono/zod-openapi';
import { DomainError, isNotificationId, userIdFault } from '@postroom/domain';
import type { ApiRequest } from '../http/endpoint.ts';
import { idSchema } from '../openapi/schemas.ts';
import { invalid } from '../problem/problem-error.ts';

export const idInPath = z.object({ id: idSchema });

export const userIdInPath = z.object({
  userid: z.string().openapi({ pattern: '^[A-Za-z0-9._:@|~+=-]{1,128}$', example: 'u-1842' }),
});

/** The notification that a path names. What cannot be an id is not found, like any other unknown one. */
export const notificationIdOf = (c: ApiRequest): string => {
  const id = c.req.param('id') ?? '';
  if (!isNotificationId(id.toLowerCase())) throw noSuchNotification(id);
  return id.toLowerCase();
};

export const noSuchNotification = (id: string): DomainError =>
  new DomainError('not_found', `there is no notification ${printable(id)}`);

/** The user that a path names. @throws ProblemError `validation_failed`. */
export const userIdOf = (c: ApiRequest): string => {
  const userId = c.req.param('userid') ?? '';
  const detail = userIdFault(userId);
  if (detail) throw invalid([{ parameter: 'userid', code: 'invalid_value', detail }]);
  return userId;
};

const printable = (text: string): string => text.slice(0, 64).replaceAll(/[^\x21-\x7e]/g, '?');
