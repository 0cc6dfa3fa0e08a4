import { visibleSource } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { onePage } from '../http/one-page.ts';
import { knownType, pageQuery } from '../http/page-query.ts';
import { positionHeaders, readsFor } from '../http/position.ts';
import { readQuery } from '../http/read-query.ts';
import { json, problems } from '../openapi/responses.ts';
import { historySchema } from '../openapi/schemas.ts';
import { historyItemView } from '../views/history-item.ts';
import { userIdInPath, userIdOf } from './path-id.ts';

export const readHistory = (context: ApiContext): Endpoint => ({
  access: 'read',
  forUsers: true,
  route: {
    method: 'get',
    path: '/notifications/history/{userid}',
    tags: ['Notifications'],
    summary: "A user's notifications, newest first",
    request: { params: userIdInPath, query: pageQuery, headers: positionHeaders },
    responses: {
      200: json('A page.', historySchema),
      ...problems('unauthenticated', 'forbidden', 'validation_failed', 'unavailable'),
    },
  },
  handle: async (c) => {
    const userId = userIdOf(c);
    const { cursor, ...filter } = readQuery(
      c,
      pageQuery.extend({ type: knownType(context.catalogue) }),
    );
    const reads = readsFor(c, context);
    const { items, next_cursor } = await onePage(filter.limit, (limit) =>
      reads.history({
        ...filter,
        limit,
        userId,
        source: visibleSource(c.var.principal) ?? undefined,
        before: cursor,
      }),
    );
    const notifications = items.map((item) => historyItemView(item, context));
    return c.json({ notifications, next_cursor }, 200, { 'Cache-Control': 'no-store' });
  },
});
