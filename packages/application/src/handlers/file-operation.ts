import { type Once, onceByKey } from '../accept/once-by-key.ts';
import type { Filed, FileOperation } from '../commands.ts';
import type { HandlerContext } from './context.ts';

type Answer = Pick<Filed, 'operationId' | 'count'>;

/** Counts and files in one transaction; what is accepted or ends later is none of its business. */
export const fileOperation =
  ({ unitOfWork, newId }: HandlerContext) =>
  (command: FileOperation): Promise<Filed> =>
    unitOfWork.transact(async (tx) => {
      const { kind, selection, by } = command;
      const { count, lastId } = await tx.notifications.count(selection);
      const answer: Answer = { operationId: newId(), count };
      const admitted: Once<Answer> = command.idempotency
        ? await onceByKey(tx, command.idempotency, answer)
        : { replayed: false };
      if (admitted.replayed) return { ...admitted.answer, replayed: true };
      const id = answer.operationId;
      await tx.operations.add({ id, kind, selection, requestedBy: by, count, lastId });
      return { ...answer, replayed: false };
    });
