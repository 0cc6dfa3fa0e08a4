import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';
import { preferencesSchema } from '../openapi/schemas.ts';
import { etagOf, preferencesView } from '../views/preferences.ts';
import { preferencesBodies, readPreferencesBody } from './preferences-body.ts';

export const createUserPreferences = (context: ApiContext): Endpoint => {
  const { create } = preferencesBodies(context.catalogue);
  return {
    access: 'preferences',
    route: {
      method: 'post',
      path: '/notifications/preferences',
      tags: ['Preferences'],
      summary: "Create a user's preferences",
      description: 'Types that are not named take their default. Without `userid` one is made.',
      request: {
        body: { required: true, content: { 'application/json': { schema: create.jsonSchema() } } },
      },
      responses: {
        201: json('They are kept.', preferencesSchema),
        ...problems(
          'malformed_json',
          'unauthenticated',
          'forbidden',
          'already_exists',
          'body_too_large',
          'unsupported_media_type',
          'validation_failed',
          'unavailable',
        ),
      },
    },
    handle: async (c) => {
      const body = await readPreferencesBody(c, create);
      const preferences = await context.bus.handle({
        type: 'create-preferences',
        userId: body.userid ?? context.newId(),
        email: body.notification_email ?? '', // the schema requires it
        wishes: body.preferences ?? {},
        correlationId: c.var.correlationId,
        via: 'the API',
        test: c.var.principal.test,
      });
      return c.json(preferencesView(preferences, context.catalogue), 201, {
        ETag: etagOf(preferences),
        Location: `/notifications/preferences/${encodeURIComponent(preferences.userId)}`,
      });
    },
  };
};
