import { DomainError } from '@postroom/domain';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { positionHeaders, readsFor } from '../http/position.ts';
import { ifNoneMatch } from '../openapi/headers.ts';
import { headerReference } from '../openapi/response-headers.ts';
import { json, problems } from '../openapi/responses.ts';
import { preferencesSchema } from '../openapi/schemas.ts';
import { etagOf, preferencesView } from '../views/preferences.ts';
import { userIdInPath, userIdOf } from './path-id.ts';

export const readUserPreferences = (context: ApiContext): Endpoint => ({
  access: 'preferences',
  forUsers: true,
  route: {
    method: 'get',
    path: '/notifications/preferences/{userid}',
    tags: ['Preferences'],
    summary: "Read a user's preferences",
    request: { params: userIdInPath, headers: ifNoneMatch.extend(positionHeaders.shape) },
    responses: {
      200: json('Every type, chosen or by default.', preferencesSchema, 'ETag'),
      304: {
        description: 'They are still those of `If-None-Match`.',
        headers: { ETag: headerReference('ETag') },
      },
      ...problems('unauthenticated', 'forbidden', 'not_found', 'validation_failed', 'unavailable'),
    },
  },
  handle: async (c) => {
    const userId = userIdOf(c);
    const preferences = await readsFor(c, context).preferences(userId);
    if (!preferences) throw new DomainError('not_found', `user ${userId} has no preferences`);
    const headers = { ETag: etagOf(preferences), 'Cache-Control': 'no-cache' };
    if (c.req.header('if-none-match') === headers.ETag) return c.body(null, 304, headers);
    return c.json(preferencesView(preferences, context.catalogue), 200, headers);
  },
});
