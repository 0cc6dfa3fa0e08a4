import type { Principal } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';
import { preferencesSchema } from '../openapi/schemas.ts';
import { ProblemError } from '../problem/problem-error.ts';
import { etagOf, preferencesView } from '../views/preferences.ts';
import { preferencesBodies, preferencesExample, readPreferencesBody } from './preferences-body.ts';

export const createUserPreferences = (context: ApiContext): Endpoint => {
  const { create } = preferencesBodies(context.catalogue);
  return {
    access: 'preferences',
    forUsers: true,
    route: {
      method: 'post',
      path: '/notifications/preferences',
      tags: ['Preferences'],
      summary: "Create a user's preferences",
      description:
        'Types that are not named take their default. Without `userid` one is made; with a token of a user it is theirs.',
      request: {
        body: {
          required: true,
          content: {
            'application/json': {
              schema: create.jsonSchema(),
              example: { userid: 'ada', ...preferencesExample(context.catalogue) },
            },
          },
        },
      },
      responses: {
        201: json('They are kept.', preferencesSchema, 'Location', 'ETag'),
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
      refuseForAnother(c.var.principal, body.userid);
      const preferences = await context.bus.handle({
        type: 'create-preferences',
        userId: c.var.principal.userId ?? body.userid ?? context.newId(),
        email: body.notification_email ?? '', // the schema requires it
        wishes: body.preferences ?? {},
        correlationId: c.var.correlationId,
        traceparent: c.var.traceparent,
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

const refuseForAnother = ({ userId }: Principal, named: string | undefined): void => {
  if (userId === undefined || named === undefined || named === userId) return;
  throw new ProblemError('forbidden', 'a user makes their own preferences only');
};
