import type { ObjectSchema, TypeCatalogue } from '@postroom/domain';
import type { ApiContext } from '../context.ts';
import type { ApiRequest, Endpoint } from '../http/endpoint.ts';
import { expectedVersionOf } from '../http/if-match.ts';
import { ifMatch } from '../openapi/headers.ts';
import { json, problems } from '../openapi/responses.ts';
import { preferencesSchema } from '../openapi/schemas.ts';
import { etagOf, preferencesView } from '../views/preferences.ts';
import { userIdInPath, userIdOf } from './path-id.ts';
import { preferencesExample, readPreferencesBody } from './preferences-body.ts';

/** What PUT and PATCH have in common, the documentation included. */
export const changeRoute = (
  schema: ObjectSchema,
  catalogue: TypeCatalogue,
): Pick<Endpoint['route'], 'request' | 'responses' | 'tags'> => ({
  tags: ['Preferences'],
  request: {
    params: userIdInPath,
    headers: ifMatch,
    body: {
      required: true,
      content: {
        'application/json': { schema: schema.jsonSchema(), example: preferencesExample(catalogue) },
      },
    },
  },
  responses: {
    200: json('As they are now.', preferencesSchema, 'ETag'),
    ...problems(
      'malformed_json',
      'unauthenticated',
      'forbidden',
      'not_found',
      'version_mismatch',
      'body_too_large',
      'unsupported_media_type',
      'validation_failed',
      'unavailable',
    ),
  },
});

export const changePreferences = async (
  c: ApiRequest,
  context: ApiContext,
  { mode, schema }: { readonly mode: 'replace' | 'merge'; readonly schema: ObjectSchema },
): Promise<Response> => {
  const userId = userIdOf(c);
  const body = await readPreferencesBody(c, schema);
  const expectedVersion = await expectedVersionOf(c, () => context.queries.preferences(userId));
  const preferences = await context.bus.handle({
    type: 'change-preferences',
    mode,
    userId,
    email: body.notification_email ?? null,
    wishes: body.preferences ?? {},
    expectedVersion,
    correlationId: c.var.correlationId,
    traceparent: c.var.traceparent,
    via: 'the API',
    test: c.var.principal.test,
  });
  return c.json(preferencesView(preferences, context.catalogue), 200, {
    ETag: etagOf(preferences),
  });
};
