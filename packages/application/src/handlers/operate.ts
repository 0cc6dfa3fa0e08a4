import {
  cancel as cancelled,
  DomainError,
  hasEnded,
  type Notification,
  type NotificationChange,
  redispatch,
  redrive,
  resolve as resolved,
} from '@postroom/domain';
import type { CancelNotification, ResolveNotification, SendAgain } from '../commands.ts';
import type { OutboxRow, Transaction } from '../ports/unit-of-work.ts';
import type { HandlerContext } from './context.ts';

export const cancel =
  ({ unitOfWork, now }: HandlerContext) =>
  (command: CancelNotification): Promise<Notification> =>
    unitOfWork.transact(async (tx) => {
      const before = await visible(tx, command);
      return write(tx, before, cancelled(before, now(), command.by));
    });

/** Bull Board's retry, the API's and the operator's tool all come here: never a bare retry of a job. */
export const sendAgain =
  ({ unitOfWork, catalogue, now }: HandlerContext) =>
  (command: SendAgain): Promise<Notification> =>
    unitOfWork.transact(async (tx) => {
      const before = await visible(tx, command);
      const ttlSeconds = catalogue.find(before.type)?.ttlSeconds ?? 3600;
      const change = hasEnded(before.status)
        ? redrive(before, now(), ttlSeconds)
        : redispatch(before, now());
      const next = await write(tx, before, change);
      await tx.notifications.note(
        next.id,
        'sent again',
        `handed to the queue again by ${command.by}`,
      );
      return next;
    });

export const resolve =
  ({ unitOfWork, now }: HandlerContext) =>
  (command: ResolveNotification): Promise<Notification> =>
    unitOfWork.transact(async (tx) => {
      const before = await visible(tx, command);
      return write(tx, before, resolved(before, command.to, now(), command.by));
    });

/** Another source's notification is not found, as if it did not exist. */
const visible = async (
  tx: Transaction,
  { notificationId, source }: { readonly notificationId: string; readonly source: string | null },
): Promise<Notification> => {
  const found = await tx.notifications.get(notificationId);
  if (!found || (source !== null && found.source !== source)) {
    throw new DomainError('not_found', `there is no notification ${notificationId}`);
  }
  return found;
};

const write = async (
  tx: Transaction,
  before: Notification,
  { next, events }: NotificationChange,
): Promise<Notification> => {
  await tx.notifications.update(next, before);
  const rows: OutboxRow[] = events.map((event) => ({ destination: 'exchange', event }));
  if (next.dispatch > before.dispatch) {
    rows.push({
      destination: next.queue,
      notificationId: next.id,
      dispatch: next.dispatch,
      availableAt: null,
    });
  }
  await tx.outbox.add(rows);
  return next;
};
