import { z } from '@hono/zod-openapi';
import type { PersonalReads } from '@postroom/application';
import type { ApiContext } from '../context.ts';
import { invalid } from '../problem/problem-error.ts';
import type { ApiRequest } from './endpoint.ts';

/** What an answer to a write carries where a standby is read from, and a read may bring back. */
export const positionHeader = 'X-Postroom-Position';

/** For routes that read; merged with the headers they take besides. */
export const positionHeaders = z.object({
  [positionHeader]: z
    .string()
    .regex(/^[0-9A-Fa-f]{1,8}\/[0-9A-Fa-f]{1,8}$/)
    .optional()
    .openapi({
      description: 'As a write was answered with it: the answer then shows that write.',
      example: '0/3018AB0',
    }),
});

/** Reads for this caller. @throws ProblemError `validation_failed` for a position that is none. */
export const readsFor = (c: ApiRequest, { reads }: Pick<ApiContext, 'reads'>): PersonalReads => {
  const given = c.req.header(positionHeader);
  if (!positionHeaders.safeParse({ [positionHeader]: given }).success) {
    const detail = 'must be what a write was answered with, such as 0/3018AB0';
    throw invalid([{ header: positionHeader, code: 'invalid_value', detail }]);
  }
  return reads.after(given);
};
