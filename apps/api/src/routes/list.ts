import { emailAddressFault, userIdFault } from '@postroom/domain';
import { visibleSource } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { onePage } from '../http/one-page.ts';
import { knownType, pageQuery } from '../http/page-query.ts';
import { positionHeaders, readsFor } from '../http/position.ts';
import { readQuery } from '../http/read-query.ts';
import { json, problems } from '../openapi/responses.ts';
import { listSchema } from '../openapi/schemas.ts';
import { listItemView } from '../views/history-item.ts';
import { plain, queueField, sound, tagField } from './list-filter.ts';

const query = pageQuery.extend({
  queue: queueField,
  source: plain('Who handed it in; without `admin` only your own.'),
  userid: sound(userIdFault, 'Whose it is.'),
  recipient_email: sound(emailAddressFault, 'Compared without case.'),
  tag: tagField,
  error_code: plain('Why it failed.'),
});

export const listNotifications = (context: ApiContext): Endpoint => ({
  access: 'read',
  route: {
    method: 'get',
    path: '/notifications',
    tags: ['Notifications'],
    summary: 'List notifications, newest first',
    description: 'Those of your own source; with `admin` those of all.',
    request: { query, headers: positionHeaders },
    responses: {
      200: json('A page.', listSchema),
      ...problems('unauthenticated', 'forbidden', 'validation_failed', 'unavailable'),
    },
  },
  handle: async (c) => {
    const asked = readQuery(c, query.extend({ type: knownType(context.catalogue) }));
    const { cursor, userid, recipient_email, error_code, ...filter } = asked;
    const own = visibleSource(c.var.principal);
    // Another's source is no fault: there is simply nothing of it to see.
    const isElsewhere = own !== null && (filter.source ?? own) !== own;
    const reads = readsFor(c, context);
    const { items, next_cursor } = await onePage(filter.limit, async (limit) =>
      isElsewhere
        ? []
        : reads.notifications({
            ...filter,
            limit,
            source: own ?? filter.source,
            userId: userid,
            recipientEmail: recipient_email,
            errorCode: error_code,
            before: cursor,
          }),
    );
    const notifications = items.map((item) => listItemView(item, context));
    return c.json({ notifications, next_cursor }, 200, { 'Cache-Control': 'no-store' });
  },
});
