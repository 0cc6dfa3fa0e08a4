import type {
  HistoryFilter,
  HistoryItem,
  NotificationDetail,
  Queries,
} from '@postroom/application';
import type { Sql } from './client.ts';
import { guarded } from './errors.ts';
import { factsOf } from './facts.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';
import { operationById } from './operations.ts';
import { preferencesOf } from './preferences.ts';
import { attemptsOf, timelineOf } from './queries-detail.ts';
import { notificationsOf } from './queries-list.ts';
import { backlogOf, outboxOf } from './queries-waiting.ts';
import { countOf } from './selection.ts';

/** Reads for people; the only functions that may be given a standby. */
export const createQueries = (sql: Sql): Queries => ({
  notification: (id) =>
    guarded(async (): Promise<NotificationDetail | undefined> => {
      const [row] = await sql<NotificationRow[]>`select * from notifications where id = ${id}`;
      if (!row) return undefined;
      const [attempts, kept] = await Promise.all([attemptsOf(sql, id), timelineOf(sql, id)]);
      return {
        notification: notificationOf(row),
        sentSubject: row.sent_subject,
        delivery: row.delivery,
        attempts,
        timeline: kept,
      };
    }),

  history: (filter) => guarded(() => history(sql, filter)),

  notifications: (page) => guarded(() => notificationsOf(sql, page)),

  facts: (recipient) => guarded(() => factsOf(sql, recipient)),

  preferences: (userId) =>
    guarded(async () => {
      const [row] = await sql<Parameters<typeof preferencesOf>[0][]>`
        select user_id, email, choices, version, created_at, updated_at
        from preferences where user_id = ${userId}`;
      return row && preferencesOf(row);
    }),

  backlog: () => guarded(() => backlogOf(sql)),

  count: (selection) => guarded(async () => (await countOf(sql, selection)).count),

  operation: (id) => guarded(() => operationById(sql, id)),

  outbox: () => guarded(() => outboxOf(sql)),
});

const history = async (sql: Sql, filter: HistoryFilter): Promise<readonly HistoryItem[]> => {
  const rows = await sql<NotificationRow[]>`
    select * from notifications
    where user_id = ${filter.userId}
      ${filter.source === undefined ? sql`` : sql`and source = ${filter.source}`}
      ${filter.before === undefined ? sql`` : sql`and id < ${filter.before}`}
      ${filter.status === undefined ? sql`` : sql`and status = ${filter.status}`}
      ${filter.type === undefined ? sql`` : sql`and type = ${filter.type}`}
      ${filter.since === undefined ? sql`` : sql`and created_at >= ${filter.since}`}
      ${filter.until === undefined ? sql`` : sql`and created_at < ${filter.until}`}
    order by id desc limit ${filter.limit}`;
  return rows.map((row) => ({ notification: notificationOf(row), sentSubject: row.sent_subject }));
};
