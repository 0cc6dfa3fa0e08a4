import type { HistoryItem, NotificationPage } from '@postroom/application';
import type { Sql } from './client.ts';
import { filtered } from './filtered.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';

/** A page of notifications, newest first. */
export const notificationsOf = async (
  sql: Sql,
  { before, limit, ...filter }: NotificationPage,
): Promise<readonly HistoryItem[]> => {
  const rows = await sql<NotificationRow[]>`
    select * from notifications
    where true
      ${before === undefined ? sql`` : sql`and id < ${before}`}
      ${filtered(sql, filter)}
    order by id desc limit ${limit}`;
  return rows.map((row) => ({ notification: notificationOf(row), sentSubject: row.sent_subject }));
};
