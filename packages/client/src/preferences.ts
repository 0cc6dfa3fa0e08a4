import type { NoTypes, WithOwn } from './own-types.ts';
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
  /** @throws ProblemError `already_exists`. */
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
  create: async (body) => versioned(await request(transport, { method: 'POST', path, body })),
  read: async (userId) =>
    versioned(await request(transport, { method: 'GET', path: pathOf(userId) })),
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

const pathOf = (userId: string): string => `${path}/${encodeURIComponent(userId)}`;

const versioned = ({ body, headers }: Answer<Preferences>): VersionedPreferences => ({
  ...body,
  etag: headers.get('etag'),
});
