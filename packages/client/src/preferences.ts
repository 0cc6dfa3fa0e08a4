import type { NoTypes, WithOwn } from './own-types.ts';
import { ProblemError } from './problem-error.ts';
import { type Answer, request, type Transport } from './request.ts';
import type {
  MergedPreferences,
  NewPreferences,
  Preferences,
  ReplacedPreferences,
} from './schema.ts';

/** Preferences with the version that a change may rest on. */
export interface VersionedPreferences extends Preferences {
  readonly etag: string | null;
}

export interface ChangeOptions {
  /** The `etag` that was read: the change is refused with 412 when somebody was quicker. */
  readonly ifMatch?: string;
}

export interface PreferencesClient<Own = NoTypes> {
  /**
   * Once, also when answers are lost: preferences that are found as they were to be made are taken
   * for the ones of this call. Without `userid` a lost answer is not made up for, since nobody knows
   * which user was made: it throws.
   * @throws ProblemError `already_exists`.
   */
  create(preferences: WithOwn<NewPreferences, Own>): Promise<VersionedPreferences>;
  /** @throws ProblemError `not_found`. */
  read(userId: string): Promise<VersionedPreferences>;
  /** Types that are not named go back to their default. @throws ProblemError `version_mismatch`. */
  replace(
    userId: string,
    preferences: WithOwn<ReplacedPreferences, Own>,
    options?: ChangeOptions,
  ): Promise<VersionedPreferences>;
  /** Types that are not named stay as they are. @throws ProblemError `version_mismatch`. */
  merge(
    userId: string,
    preferences: WithOwn<MergedPreferences, Own>,
    options?: ChangeOptions,
  ): Promise<VersionedPreferences>;
}

const path = '/notifications/preferences';

export const createPreferencesClient = <Own = NoTypes>(
  transport: Transport,
): PreferencesClient<Own> => ({
  create: (body) => create(transport, body),
  read: (userId) => read(transport, userId),
  replace: async (userId, body, { ifMatch } = {}) =>
    versioned(
      await request(transport, {
        method: 'PUT',
        path: pathOf(userId),
        body,
        headers: { 'if-match': ifMatch },
      }),
    ),
  merge: async (userId, body, { ifMatch } = {}) =>
    versioned(
      await request(transport, {
        method: 'PATCH',
        path: pathOf(userId),
        body,
        headers: { 'if-match': ifMatch },
      }),
    ),
});

const read = async (transport: Transport, userId: string): Promise<VersionedPreferences> =>
  versioned(await request(transport, { method: 'GET', path: pathOf(userId) }));

const create = async (
  transport: Transport,
  body: NewPreferences,
): Promise<VersionedPreferences> => {
  let attempts = 0;
  const counting: Transport = {
    ...transport,
    fetch: (...given) => {
      attempts += 1;
      return transport.fetch(...given);
    },
  };
  const isRepeatable = body.userid !== undefined;
  try {
    return versioned(await request(counting, { method: 'POST', path, body, isRepeatable }));
  } catch (error) {
    const isTaken = error instanceof ProblemError && error.code === 'already_exists';
    if (!isTaken || attempts === 1 || body.userid === undefined) throw error;
    const found = await read(transport, body.userid);
    if (isMadeOf(found, body)) return found;
    throw error;
  }
};

/** As they were made, and not changed since. */
const isMadeOf = (
  { etag, notification_email, preferences }: VersionedPreferences,
  wanted: NewPreferences,
): boolean =>
  etag === firstVersion &&
  notification_email.toLowerCase() === wanted.notification_email.toLowerCase() &&
  Object.entries(wanted.preferences ?? {}).every(([type, on]) => preferences[type] === on);

const firstVersion = '"1"';

const pathOf = (userId: string): string => `${path}/${encodeURIComponent(userId)}`;

const versioned = ({ body, headers }: Answer<Preferences>): VersionedPreferences => ({
  ...body,
  etag: headers.get('etag'),
});
