import { z } from '@hono/zod-openapi';
import type { HistoryFilter, HistoryItem, Queries } from '@postroom/application';
import { visibleSource } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import { cursorAfter, idBefore } from '../http/cursor.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readQuery } from '../http/read-query.ts';
import { json, problems } from '../openapi/responses.ts';
import { historySchema, statusSchema } from '../openapi/schemas.ts';
import { historyItemView } from '../views/history-item.ts';
import { userIdInPath, userIdOf } from './path-id.ts';

const maxLimit = 200;
const timeFault = 'must be an RFC 3339 time such as 2026-05-03T10:14:00Z';

const moment = (description: string) =>
  z.iso
    .datetime({ offset: true, error: timeFault })
    .transform((text) => new Date(text))
    .optional()
    .openapi({ type: 'string', format: 'date-time', description });

const query = z.object({
  limit: z
    .string()
    .regex(/^\d{1,6}$/, `must be a whole number from 1 to ${maxLimit}`)
    .transform(Number)
    .refine((n) => n >= 1 && n <= maxLimit, `must be a whole number from 1 to ${maxLimit}`)
    .default(50)
    .openapi({ type: 'integer', minimum: 1, maximum: maxLimit, default: 50 }),
  cursor: z
    .string()
    .refine((text) => idBefore(text) !== undefined, 'must be the next_cursor of an earlier page')
    .transform((text) => idBefore(text) ?? '')
    .optional()
    .openapi({ type: 'string' }),
  status: statusSchema.optional(),
  type: z.string().optional(),
  since: moment('Accepted at or after.'),
  until: moment('Accepted before.'),
});

export const readHistory = (context: ApiContext): Endpoint => ({
  access: 'read',
  route: {
    method: 'get',
    path: '/notifications/history/{userid}',
    tags: ['Notifications'],
    summary: "A user's notifications, newest first",
    request: { params: userIdInPath, query },
    responses: {
      200: json('A page.', historySchema),
      ...problems('unauthenticated', 'forbidden', 'validation_failed', 'unavailable'),
    },
  },
  handle: async (c) => {
    const userId = userIdOf(c);
    const { cursor, ...filter } = readQuery(c, querySchema(context));
    const { items, next } = await pageOf(context.queries, {
      filter: { ...filter, userId, before: cursor },
      source: visibleSource(c.var.principal),
    });
    const notifications = items.map((item) => historyItemView(item, context));
    const next_cursor = next === undefined ? null : cursorAfter(next);
    return c.json({ notifications, next_cursor }, 200, { 'Cache-Control': 'no-store' });
  },
});

/** With the types that are known here. */
const querySchema = ({ catalogue }: ApiContext) => {
  const names = catalogue.types.map(({ type }) => type);
  const detail = `must be one of ${names.join(', ')}`;
  const type = z
    .string()
    .refine((name) => names.includes(name), detail)
    .optional();
  return query.extend({ type });
};

/** Rounds of reading for a page of one source; then the page may be short, or empty, and go on. */
const mostRounds = 10;

/** Reads one more than asked for, which tells whether there is another page. */
const pageOf = async (
  queries: Queries,
  { filter, source }: { readonly filter: HistoryFilter; readonly source: string | null },
): Promise<{ readonly items: readonly HistoryItem[]; readonly next: string | undefined }> => {
  const items: HistoryItem[] = [];
  let { before } = filter;
  for (let round = 0; round < mostRounds; round++) {
    const found = await queries.history({ ...filter, limit: filter.limit + 1, before });
    for (const item of found) {
      if (source !== null && item.notification.source !== source) continue;
      if (items.length === filter.limit) return { items, next: items.at(-1)?.notification.id };
      items.push(item);
    }
    if (found.length <= filter.limit) return { items, next: undefined };
    before = found.at(-1)?.notification.id;
  }
  return { items, next: before };
};
