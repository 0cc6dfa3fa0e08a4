import type { HistoryItem, NotificationPage } from '@postroom/application';
import type { Sql } from './client.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';

/** A page of notifications, newest first. */
export const notificationsOf = async (
  sql: Sql,
  page: NotificationPage,
): Promise<readonly HistoryItem[]> => {
  const { status, type, queue, source, userId, recipientEmail, errorCode } = page;
  const { tag, since, until, before } = page;
  const rows = await sql<NotificationRow[]>`
    select * from notifications
    where true
      ${before === undefined ? sql`` : sql`and id < ${before}`}
      ${status === undefined ? sql`` : sql`and status = ${status}`}
      ${type === undefined ? sql`` : sql`and type = ${type}`}
      ${queue === undefined ? sql`` : sql`and queue = ${queue}`}
      ${source === undefined ? sql`` : sql`and source = ${source}`}
      ${userId === undefined ? sql`` : sql`and user_id = ${userId}`}
      ${recipientEmail === undefined ? sql`` : sql`and lower(recipient_email) = lower(${recipientEmail})`}
      ${tag === undefined ? sql`` : sql`and tags ->> ${tag.name} = ${tag.value}`}
      ${errorCode === undefined ? sql`` : sql`and error_code = ${errorCode}`}
      ${since === undefined ? sql`` : sql`and created_at >= ${since}`}
      ${until === undefined ? sql`` : sql`and created_at < ${until}`}
    order by id desc limit ${page.limit}`;
  return rows.map((row) => ({ notification: notificationOf(row), sentSubject: row.sent_subject }));
};
