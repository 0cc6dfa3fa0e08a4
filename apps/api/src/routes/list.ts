import { z } from '@hono/zod-openapi';
import { emailAddressFault, userIdFault } from '@postroom/domain';
import { visibleSource } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { onePage } from '../http/one-page.ts';
import { knownType, pageQuery } from '../http/page-query.ts';
import { readQuery } from '../http/read-query.ts';
import { json, problems } from '../openapi/responses.ts';
import { listSchema } from '../openapi/schemas.ts';
import { listItemView } from '../views/history-item.ts';

/** A text without anything that no stored value can hold. */
const plain = (description: string) =>
  z
    .string()
    .regex(/^[\x20-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters')
    .optional()
    .openapi({ type: 'string', description });

const sound = (fault: (text: string) => string | undefined, description: string) =>
  z
    .string()
    .superRefine((text, refinement) => {
      const message = fault(text);
      if (message) refinement.addIssue({ code: 'custom', message });
    })
    .optional()
    .openapi({ type: 'string', description });

const query = pageQuery.extend({
  queue: z
    .enum(['critical', 'standard', 'bulk'], { error: 'must be critical, standard or bulk' })
    .optional(),
  source: plain('Who handed it in; without `admin` only your own.'),
  userid: sound(userIdFault, 'Whose it is.'),
  recipient_email: sound(emailAddressFault, 'Compared without case.'),
  tag: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}:[^\0\p{Cs}]{0,256}$/u, 'must be name:value')
    .transform((text) => {
      const colon = text.indexOf(':');
      return { name: text.slice(0, colon), value: text.slice(colon + 1) };
    })
    .optional()
    .openapi({ type: 'string', description: 'As `name:value`.', example: 'campaign:spring' }),
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
    request: { query },
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
    const { items, next_cursor } = await onePage(filter.limit, async (limit) =>
      isElsewhere
        ? []
        : context.queries.notifications({
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
