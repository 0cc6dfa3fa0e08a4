import {
  cancel,
  DomainError,
  type Notification,
  type NotificationChange,
  redrive,
} from '@postroom/domain';
import type { WorkedOff, WorkOff } from '../commands.ts';
import type { Operation } from '../ports/operations.ts';
import { StoreError } from '../ports/store-error.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { HandlerContext } from './context.ts';
import { type Operated, sentAgain, writeChanges } from './write-changes.ts';

/**
 * A portion and the cursor behind it are one transaction: whoever dies in between leaves the portion
 * undone, and whoever comes next begins where the last commit was. A portion that cannot be done
 * goes to the back of the line, so that it holds up no other operation.
 */
export const workOff =
  (context: HandlerContext) =>
  async ({ operationId, limit }: WorkOff): Promise<WorkedOff> => {
    let taken: Operation | undefined;
    try {
      return await context.unitOfWork.transact(async (tx) => {
        taken = await tx.operations.take(operationId);
        return taken ? goOn(tx, taken, { context, limit }) : null;
      });
    } catch (error) {
      const failed = taken;
      if (!failed || isAway(error)) throw error;
      await context.unitOfWork.transact((tx) =>
        tx.operations.advance({ ...failed, isOver: false }),
      );
      throw error;
    }
  };

const isAway = (error: unknown): boolean =>
  error instanceof StoreError && error.kind === 'unavailable';

const goOn = async (
  tx: Transaction,
  operation: Operation,
  { context, limit }: { readonly context: HandlerContext; readonly limit: number },
): Promise<Operation> => {
  const { notifications, lookedTo, isLast: isOver } = await tx.notifications.next(operation, limit);
  const operated: Operated[] = [];
  const skipped = { ...operation.skipped };
  for (const before of notifications) {
    const change = changeOf(before, operation, context);
    if (change instanceof DomainError) skipped[change.code] = (skipped[change.code] ?? 0) + 1;
    else operated.push({ before, ...change });
  }
  await writeChanges(tx, operated);
  if (operation.kind === 'redrive' && operated.length > 0) {
    const { requestedBy } = operation;
    await tx.notifications.note(operated.map(({ next }) => sentAgain(next.id, requestedBy)));
  }
  const cursor = lookedTo ?? operation.cursor;
  const done = operation.done + operated.length;
  const progress = { ...operation, cursor, done, skipped };
  const next = isOver ? { ...progress, skipped: settled(progress) } : progress;
  await tx.operations.advance({ ...next, isOver });
  return { ...next, updatedAt: context.now(), endedAt: isOver ? context.now() : null };
};

/** A refusal stops nobody else. */
const changeOf = (
  before: Notification,
  { kind, requestedBy }: Operation,
  { catalogue, now }: HandlerContext,
): NotificationChange | DomainError => {
  try {
    return kind === 'cancel'
      ? cancel(before, now(), requestedBy)
      : redrive(before, now(), catalogue.find(before.type)?.ttlSeconds ?? 3600);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
};

/** Those that were counted and never seen had been sent, retried or cancelled by somebody else. */
const settled = ({ count, done, skipped }: Operation): Operation['skipped'] => {
  const seen = Object.values(skipped).reduce((sum, each) => sum + each, done);
  return seen < count ? { ...skipped, changed: count - seen } : skipped;
};
