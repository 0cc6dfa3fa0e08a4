import type { QueueName, Status } from '@postroom/domain';
import type { Executor, Sql } from './client.ts';
import { guarded } from './errors.ts';

/** What an operator picks notifications by; every field that is given must hold. */
export interface OperatorFilter {
  readonly statuses: readonly Status[];
  readonly type?: string | undefined;
  readonly queue?: QueueName | undefined;
  readonly source?: string | undefined;
  readonly errorCode?: string | undefined;
  /** Created at or after. */
  readonly since?: Date | undefined;
  /** Created before. */
  readonly until?: Date | undefined;
}

/** A key as an operator may see it: nothing of its secret. */
export interface ListedKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly test: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Somebody by user id, or by address, which is compared without case and stands for its users too. */
export type Person = { readonly userId: string } | { readonly address: string };

/** What was erased, and what is left under a pseudonym. */
export interface Erasure {
  readonly preferences: number;
  readonly notifications: number;
  /** Still on their way, so not touched: erase again when they have ended. */
  readonly left: number;
  readonly pseudonym: string;
}

/** What only an operator does, straight on the primary. */
export interface OperatorStore {
  keys(): Promise<readonly ListedKey[]>;
  /** False when there is no such key; one that was revoked before stays as it was. */
  revokeKey(id: string): Promise<boolean>;
  /** Ids in order of acceptance, after the given one. */
  select(filter: OperatorFilter, limit: number, afterId?: string): Promise<readonly string[]>;
  /** Ids of a person's notifications that have not ended. */
  unfinished(person: Person): Promise<readonly string[]>;
  /**
   * Erases variables, contents, addresses, tags and preferences in one transaction. Rows stay under
   * `pseudonym`, so that counts stay true. Suppressions stay: they are what keeps mail away.
   */
  erase(person: Person, pseudonym: string): Promise<Erasure>;
}

export const createOperatorStore = (sql: Sql): OperatorStore => ({
  keys: () =>
    guarded(
      () => sql<ListedKey[]>`
        select id, name, scopes, test, created_at as "createdAt", last_used_at as "lastUsedAt",
          revoked_at as "revokedAt"
        from api_keys order by created_at, id`,
    ),

  revokeKey: (id) =>
    guarded(async () => {
      const rows = await sql`
        update api_keys set revoked_at = coalesce(revoked_at, now()) where id = ${id}`;
      return rows.count === 1;
    }),

  select: (filter, limit, afterId) =>
    guarded(async () => {
      const rows = await sql<{ id: string }[]>`
        select id from notifications
        where status = any(${[...filter.statuses]}::text[])
          ${afterId === undefined ? sql`` : sql`and id > ${afterId}`}
          ${filter.type === undefined ? sql`` : sql`and type = ${filter.type}`}
          ${filter.queue === undefined ? sql`` : sql`and queue = ${filter.queue}`}
          ${filter.source === undefined ? sql`` : sql`and source = ${filter.source}`}
          ${filter.errorCode === undefined ? sql`` : sql`and error_code = ${filter.errorCode}`}
          ${filter.since === undefined ? sql`` : sql`and created_at >= ${filter.since}`}
          ${filter.until === undefined ? sql`` : sql`and created_at < ${filter.until}`}
        order by id limit ${limit}`;
      return rows.map(({ id }) => id);
    }),

  unfinished: (person) =>
    guarded(async () => {
      const rows = await sql<{ id: string }[]>`
        select id from notifications
        where status in ('scheduled', 'queued', 'sending', 'retry_wait') and ${theirs(sql, person)}
        order by id`;
      return rows.map(({ id }) => id);
    }),

  erase: (person, pseudonym) =>
    guarded(() =>
      sql.begin(async (tx): Promise<Erasure> => {
        const notifications = await tx`
          update notifications set
            recipient_email = ${`${pseudonym}@forgotten.invalid`},
            user_id = case when user_id is null then null else ${pseudonym} end,
            subject = null, sent_subject = null, html = null, variables = '{}', tags = '{}',
            reply_to = null, reason_detail = null, variables_erased = true
          where status not in ('scheduled', 'queued', 'sending', 'retry_wait')
            and ${theirs(tx, person)}`;
        const [left] = await tx<{ count: number }[]>`
          select count(*)::int as count from notifications where ${theirs(tx, person)}`;
        await tx`
          update outbox set event = jsonb_set(jsonb_set(event, '{fields,userid}', to_jsonb(${pseudonym}::text)),
            '{fields,notification_email}', to_jsonb(${`${pseudonym}@forgotten.invalid`}::text), false)
          where destination = 'exchange' and event->'fields'->>'userid' in (${usersOf(tx, person)})`;
        // Last: until here these rows tell which users an address stands for.
        const preferences = await tx`
          delete from preferences where user_id in (${usersOf(tx, person)})`;
        return {
          preferences: preferences.count,
          notifications: notifications.count,
          left: left?.count ?? 0,
          pseudonym,
        };
      }),
    ),
});

const usersOf = (sql: Executor, person: Person) =>
  'userId' in person
    ? sql`select ${person.userId}::text`
    : sql`select user_id from preferences where email_key = lower(${person.address})`;

const theirs = (sql: Executor, person: Person) =>
  'userId' in person
    ? sql`user_id = ${person.userId}`
    : sql`(lower(recipient_email) = lower(${person.address}) or user_id in (${usersOf(sql, person)}))`;
