import { hasEnded, type Notification } from '@postroom/domain';
import type { NotificationFilter } from '../ports/notification-filter.ts';
import type { Selection } from '../ports/operations.ts';

/** Whether a notification is what a filter says. */
export const isAskedFor = (n: Notification, filter: NotificationFilter): boolean => {
  const { status, type, queue, source, userId, errorCode, since, until, tag } = filter;
  const email = filter.recipientEmail?.toLowerCase();
  return (
    Object.entries({ status, type, queue, source, userId, errorCode }).every(
      ([name, value]) => value === undefined || n[name as keyof Notification] === value, // names above
    ) &&
    (email === undefined || n.recipientEmail.toLowerCase() === email) &&
    (tag === undefined || n.tags[tag.name] === tag.value) &&
    (since === undefined || n.createdAt >= since) &&
    (until === undefined || n.createdAt < until)
  );
};

/** Whether it is selected, as it stood at a moment. */
export const isSelected = (
  n: Notification,
  { statuses, ...filter }: Selection,
  asOf: Date,
): boolean =>
  statuses.includes(n.status) &&
  n.createdAt <= asOf &&
  (!hasEnded(n.status) || n.updatedAt <= asOf) &&
  isAskedFor(n, filter);
