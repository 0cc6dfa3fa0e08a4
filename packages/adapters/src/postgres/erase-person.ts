import type { Executor, Sql } from './client.ts';
import { guarded } from './errors.ts';

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

/** Ids of a person's notifications that have not ended, in order. */
export const unfinishedOf = async (sql: Executor, person: Person): Promise<readonly string[]> => {
  const rows = await sql<{ id: string }[]>`
    select id from notifications
    where status = any(${underWay}::text[]) and ${theirs(sql, await namesOf(sql, person))}
    order by id`;
  return rows.map(({ id }) => id);
};

/** Notifications of a portion: a statement must end within its five seconds, however many there are. */
const portion = 1_000;

/**
 * Erases in portions, each a transaction of its own, and the preferences last: until then they tell
 * which users an address stands for, so that whoever comes after a crash finds the rest.
 */
export const erasePerson = async (
  sql: Sql,
  person: Person,
  pseudonym: string,
): Promise<Erasure> => {
  const names = await guarded(() => namesOf(sql, person));
  let notifications = 0;
  for (let count = portion; count === portion; notifications += count) {
    count = await guarded(() => sql.begin((tx) => eraseNotifications(tx, names, pseudonym)));
  }
  return guarded(() => sql.begin((tx) => eraseTheRest(tx, names, { pseudonym, notifications })));
};

const eraseTheRest = async (
  tx: Executor,
  names: Names,
  erased: Pick<Erasure, 'pseudonym' | 'notifications'>,
): Promise<Erasure> => {
  const [left] = await tx<{ count: number }[]>`
    select count(*)::int as count from notifications where ${theirs(tx, names)}`;
  await eraseMentions(tx, names, erased.pseudonym);
  const preferences = await tx`delete from preferences where user_id = any(${names.users}::text[])`;
  return { ...erased, preferences: preferences.count, left: left?.count ?? 0 };
};

const underWay = ['scheduled', 'queued', 'sending', 'retry_wait'];

/** All that a person is called; addresses in lower case. */
interface Names {
  readonly users: string[];
  readonly addresses: string[];
}

/** As values, since a subquery inside an `or` would read the whole table. */
const namesOf = async (sql: Executor, person: Person): Promise<Names> => {
  if ('userId' in person) return { users: [person.userId], addresses: [] };
  const rows = await sql<{ user_id: string }[]>`
    select user_id from preferences where email_key = lower(${person.address})`;
  return { users: rows.map((row) => row.user_id), addresses: [person.address.toLowerCase()] };
};

const theirs = (sql: Executor, { users, addresses }: Names) => sql`
  (user_id = any(${users}::text[]) or lower(recipient_email) = any(${addresses}::text[]))`;

const addressOf = (pseudonym: string): string => `${pseudonym}@forgotten.invalid`;

const eraseNotifications = async (
  tx: Executor,
  names: Names,
  pseudonym: string,
): Promise<number> => {
  const rows = await tx<{ id: string }[]>`
    update notifications set
      recipient_email = ${addressOf(pseudonym)},
      user_id = case when user_id is null then null else ${pseudonym} end,
      subject = null, sent_subject = null, html = null, variables = '{}', tags = '{}',
      reply_to = null, reason_detail = null, variables_erased = true
    where id in (
      select id from notifications
      where status <> all(${underWay}::text[]) and ${theirs(tx, names)}
      order by id limit ${portion} for update
    )
    returning id`;
  const ids = rows.map(({ id }) => id);
  // What a provider said may repeat who it was about.
  await tx`update attempts set detail = null where notification_id = any(${ids}::uuid[])`;
  return ids.length;
};

/** Events that still wait, the filters of operations, and the counts that limit mails to an address. */
const eraseMentions = async (tx: Executor, names: Names, pseudonym: string): Promise<void> => {
  await tx`
    update outbox set event = jsonb_set(jsonb_set(event, '{fields,userid}', to_jsonb(${pseudonym}::text)),
      '{fields,notification_email}', to_jsonb(${addressOf(pseudonym)}::text), false)
    where destination = 'exchange' and event -> 'fields' ->> 'userid' = any(${names.users}::text[])`;
  // Never without: an operation that has not ended would be about everybody then.
  await tx`
    update operations set filter = filter || jsonb_build_object('recipientEmail', ${addressOf(pseudonym)}::text)
    where lower(filter ->> 'recipientEmail') = any(${names.addresses}::text[])`;
  await tx`
    update operations set filter = filter || jsonb_build_object('userId', ${pseudonym}::text)
    where filter ->> 'userId' = any(${names.users}::text[])`;
  await tx`delete from recipient_counts where address = any(${names.addresses}::text[])`;
};
