import type { PreferencesRepository } from '@postroom/application';
import type { Choice, Preferences } from '@postroom/domain';
import type { Executor } from './client.ts';
import { jsons, texts } from './columns.ts';

/** Choices as JSON keeps them: moments are texts. */
export interface StoredChoices {
  readonly [type: string]: { readonly on: boolean; readonly at: string; readonly via: string };
}

interface PreferencesRow {
  readonly user_id: string;
  readonly email: string;
  readonly choices: StoredChoices;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const preferencesRepository = (sql: Executor): PreferencesRepository => ({
  async get(userId) {
    const [row] = await sql<PreferencesRow[]>`
      select user_id, email, choices, version, created_at, updated_at
      from preferences where user_id = ${userId} for update`;
    return row && preferencesOf(row);
  },

  async addressesOf(userIds) {
    const rows = await sql<{ user_id: string; email: string }[]>`
      select user_id, email from preferences where user_id = any(${[...userIds]}::text[])`;
    return new Map(rows.map((row) => [row.user_id, row.email]));
  },

  async usersAt(addresses) {
    const rows = await sql<{ email_key: string; users: string[] }[]>`
      select email_key, array_agg(user_id order by user_id) as users
      from preferences where email_key = any(${[...addresses]}::text[]) group by email_key`;
    return new Map(rows.map((row) => [row.email_key, row.users]));
  },

  async add(rows) {
    const added = await sql<{ user_id: string }[]>`
      insert into preferences (user_id, email, choices, version, created_at, updated_at)
      select t.user_id, t.email, t.choices::jsonb, t.version::int, t.created_at::timestamptz, t.updated_at::timestamptz
      from unnest(
        ${texts(rows, (row) => row.userId)}::text[],
        ${texts(rows, (row) => row.email)}::text[],
        ${jsons(rows, (row) => row.choices)}::text[],
        ${texts(rows, (row) => row.version)}::text[],
        ${texts(rows, (row) => row.createdAt)}::text[],
        ${texts(rows, (row) => row.updatedAt)}::text[]
      ) as t (user_id, email, choices, version, created_at, updated_at)
      order by 1
      on conflict do nothing
      returning user_id`;
    const names = new Set(added.map((row) => row.user_id));
    return rows.filter((row) => names.has(row.userId));
  },

  async replace(next) {
    const written = await sql`
      update preferences set
        email = ${next.email},
        choices = ${JSON.stringify(next.choices)}::text::jsonb,
        version = ${next.version},
        updated_at = ${next.updatedAt}
      where user_id = ${next.userId} and version = ${next.version - 1}`;
    return written.count === 1;
  },
});

export const preferencesOf = (row: PreferencesRow): Preferences => ({
  userId: row.user_id,
  email: row.email,
  choices: choicesOf(row.choices),
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const choicesOf = (stored: StoredChoices): { readonly [type: string]: Choice } =>
  Object.fromEntries(
    Object.entries(stored).map(([type, choice]) => [type, { ...choice, at: new Date(choice.at) }]),
  );
