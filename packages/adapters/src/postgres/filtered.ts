import type { NotificationFilter } from '@postroom/application';
import type { Executor } from './client.ts';

/** `and ...` for every field of the filter that is given. */
export const filtered = (sql: Executor, filter: NotificationFilter) => {
  const { status, type, queue, source, userId, recipientEmail, tag, errorCode } = filter;
  const { since, until } = filter;
  return sql`
    ${status === undefined ? sql`` : sql`and status = ${status}`}
    ${type === undefined ? sql`` : sql`and type = ${type}`}
    ${queue === undefined ? sql`` : sql`and queue = ${queue}`}
    ${source === undefined ? sql`` : sql`and source = ${source}`}
    ${userId === undefined ? sql`` : sql`and user_id = ${userId}`}
    ${recipientEmail === undefined ? sql`` : sql`and lower(recipient_email) = lower(${recipientEmail})`}
    ${tag === undefined ? sql`` : sql`and tags ->> ${tag.name} = ${tag.value}`}
    ${errorCode === undefined ? sql`` : sql`and error_code = ${errorCode}`}
    ${since === undefined ? sql`` : sql`and created_at >= ${since}`}
    ${until === undefined ? sql`` : sql`and created_at < ${until}`}`;
};
