import {
  cancel as cancelled,
  DomainError,
  hasEnded,
  type Notification,
  type NotificationChange,
  redispatch,
  redrive,
  resolve as resolved,
  type Status,
} from '@postroom/domain';
import { type Once, onceByKey } from '../accept/once-by-key.ts';
import type { CancelNotification, Operated, ResolveNotification, SendAgain } from '../commands.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { HandlerContext } from './context.ts';
import { sentAgain, writeChanges } from './write-changes.ts';

export const cancel =
  ({ unitOfWork, now }: HandlerContext) =>
  (command: CancelNotification): Promise<Operated> =>
    unitOfWork.transact((tx) =>
      once(tx, command, 'cancelled', (before) =>
        write(tx, before, cancelled(before, now(), command.by)),
      ),
    );

/** Bull Board's retry, the API's and the operator's tool all come here: never a bare retry of a job. */
export const sendAgain =
  ({ unitOfWork, catalogue, now }: HandlerContext) =>
  (command: SendAgain): Promise<Operated> =>
    unitOfWork.transact((tx) =>
      once(tx, command, 'queued', async (before) => {
        if (command.only === 'ended' && !hasEnded(before.status)) throw stillWaits(before);
        const ttlSeconds = catalogue.find(before.type)?.ttlSeconds ?? 3600;
        const change = hasEnded(before.status)
          ? redrive(before, now(), ttlSeconds)
          : redispatch(before, now());
        const next = await write(tx, before, change);
        await tx.notifications.note([sentAgain(next.id, command.by)]);
        return next;
      }),
    );

export const resolve =
  ({ unitOfWork, now }: HandlerContext) =>
  (command: ResolveNotification): Promise<Operated> =>
    unitOfWork.transact((tx) =>
      once(tx, command, command.to, (before) =>
        write(tx, before, resolved(before, command.to, now(), command.by)),
      ),
    );

type Operation = CancelNotification | SendAgain | ResolveNotification;

/** The key comes before the notification's lock, as everywhere. */
const once = async (
  tx: Transaction,
  command: Operation,
  status: Status,
  work: (before: Notification) => Promise<Notification>,
): Promise<Operated> => {
  const { notificationId } = command;
  const admitted: Once<{ status: Status }> = command.idempotency
    ? await onceByKey(tx, command.idempotency, { notificationId, status })
    : { replayed: false };
  const before = await visible(tx, command);
  return admitted.replayed
    ? { ...before, status: admitted.answer.status, replayed: true }
    : { ...(await work(before)), replayed: false };
};

const stillWaits = ({ id, status }: Notification): DomainError =>
  new DomainError('not_retryable', `notification ${id} is ${status}, it has not ended yet`);

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
  change: NotificationChange,
): Promise<Notification> => {
  await writeChanges(tx, [{ before, ...change }]);
  return change.next;
};
