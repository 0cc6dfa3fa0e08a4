import { z } from '@hono/zod-openapi';
import type { ObjectSchema, TypeCatalogue, Wishes } from '@postroom/domain';
import { address, objectSchema, userId } from '@postroom/templates';
import type { ApiRequest } from '../http/endpoint.ts';
import { readJson } from '../http/read-json.ts';
import { faultAt, invalid } from '../problem/problem-error.ts';

/** What the three bodies of preferences say. */
export interface PreferencesBody {
  readonly notification_email?: string;
  readonly preferences?: Wishes;
  readonly userid?: string;
}

export interface PreferencesBodies {
  readonly create: ObjectSchema;
  readonly replace: ObjectSchema;
  readonly merge: ObjectSchema;
}

/** The shapes of the bodies, with the types that are known here as the names of wishes. */
export const preferencesBodies = (catalogue: TypeCatalogue): PreferencesBodies => {
  const wishes = z.strictObject(
    Object.fromEntries(catalogue.types.map(({ type }) => [type, z.boolean().optional()])),
  );
  const email = address();
  return {
    create: objectSchema({
      notification_email: email,
      preferences: wishes.optional(),
      userid: userId().optional(),
    }),
    replace: objectSchema({ notification_email: email.optional(), preferences: wishes }),
    merge: objectSchema({ notification_email: email.optional(), preferences: wishes.optional() }),
  };
};

/** An address, and two types other than by default: good for each of the three bodies. */
export const preferencesExample = ({ types }: TypeCatalogue) => ({
  notification_email: 'ada@example.com',
  preferences: Object.fromEntries(
    types.slice(-2).map(({ type, onByDefault }) => [type, !onByDefault]),
  ),
});

/** @throws ProblemError with every fault of the body. */
export const readPreferencesBody = async (
  c: ApiRequest,
  schema: ObjectSchema,
): Promise<PreferencesBody> => {
  const checked = schema.check(await readJson(c), 'refuse');
  if (!checked.ok) throw invalid(checked.issues.map(faultAt));
  return checked.value as PreferencesBody; // what the schemas above let in
};
