import type { Found, Operation, Portion, Selection } from '@postroom/application';
import { hasEnded, queueNames } from '@postroom/domain';
import type { Executor } from './client.ts';
import { filtered } from './filtered.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';

/** The precision in which moments are stored: what is compared with them is rounded alike. */
const now = (sql: Executor) => sql`now()::timestamptz(3)`;

export const countOf = async (
  sql: Executor,
  { statuses, ...filter }: Selection,
): Promise<Found> => {
  const [row] = await sql<Found[]>`
    select count(*)::int as count, max(id::text) as "lastId" from notifications
    where status = any(${[...statuses]}::text[])
      and ${asOf(sql, now(sql))} ${filtered(sql, filter)}`;
  return row ?? { count: 0, lastId: null };
};

/**
 * Each branch reads one index in order of id and stops after `limit`, so that a portion costs the
 * same at the end of a long way as at its beginning. What was locked by others is waited for, and
 * looked at once more. The ids come first, by themselves: those of whom some move away until they
 * are locked make a portion shorter, but not the last one.
 */
export const nextOf = async (
  sql: Executor,
  { selection, createdAt, cursor, lastId }: Operation,
  limit: number,
): Promise<Portion> => {
  if (lastId === null) return { notifications: [], lookedTo: null, isLast: true };
  const { statuses, ...filter } = selection;
  const branches = branchesOf(sql, selection).map(
    (branch) => sql`(
      select id from notifications
      where ${branch} and id <= ${lastId} ${cursor === null ? sql`` : sql`and id > ${cursor}`}
        and ${asOf(sql, sql`${createdAt}::timestamptz`)} ${filtered(sql, filter)}
      order by id limit ${limit})`,
  );
  const wanted = branches.reduce((all, branch) => sql`${all} union all ${branch}`);
  const found = await sql<{ id: string }[]>`
    select id from (${wanted}) as wanted order by id limit ${limit}`;
  const ids = found.map(({ id }) => id);
  const rows = await sql<NotificationRow[]>`
    select * from notifications
    where id = any(${ids}::uuid[]) and status = any(${[...statuses]}::text[])
    order by id for update`;
  return {
    notifications: rows.map(notificationOf),
    lookedTo: ids.at(-1) ?? null,
    isLast: ids.length < limit,
  };
};

/** Endings have an index by state, what is under way one by lane. */
const branchesOf = (sql: Executor, { statuses, queue }: Selection) => {
  const waiting = statuses.filter((status) => !hasEnded(status));
  const lanes = waiting.length === 0 ? [] : queueNames.filter((each) => (queue ?? each) === each);
  return [
    ...statuses.filter(hasEnded).map((status) => sql`status = ${status}`),
    ...lanes.map((lane) => sql`status = any(${waiting}::text[]) and queue = ${lane}`),
  ];
};

/** What was accepted later, or ended later, is another matter: it was not counted either. */
const asOf = (sql: Executor, moment: ReturnType<typeof now>) => sql`
  created_at <= ${moment}
  and (status in ('scheduled', 'queued', 'sending', 'retry_wait') or updated_at <= ${moment})`;
