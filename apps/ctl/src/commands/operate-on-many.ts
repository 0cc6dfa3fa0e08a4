import { setTimeout as pause } from 'node:timers/promises';
import type { Operation, Selection } from '@postroom/application';
import type { OperationKind } from '@postroom/domain';
import { by, type CtlContext } from '../context.ts';

/** Notifications of a portion. */
const limit = 500;
/** Milliseconds between two looks while a relay is at it. */
const lookEveryMs = 200;

/**
 * Files an operation as the API does, and works it off beside the relays: without any it is done all
 * the same, and when this process ends they go on.
 */
export const operateOnMany = async (
  { bus, queries, say }: CtlContext,
  asked: {
    readonly kind: OperationKind;
    readonly selection: Selection;
    readonly isDryRun: boolean;
    /** Past tense, for people. */
    readonly done: string;
  },
): Promise<void> => {
  const { kind, selection, isDryRun, done } = asked;
  if (isDryRun) return say(`${await queries.count(selection)} would be ${done}`);
  const { operationId, count } = await bus.handle({ type: 'file-operation', kind, selection, by });
  say(`operation ${operationId}: ${count} found`);
  for (;;) {
    const step = await bus.handle({ type: 'work-off', operationId, limit });
    const operation = step ?? (await queries.operation(operationId));
    if (!operation) throw new Error(`operation ${operationId} is not there any more`);
    if (operation.endedAt) return tell(operation, done, say);
    if (step) say(`${operation.done} of ${count} ${done}`);
    else await pause(lookEveryMs);
  }
};

const tell = (operation: Operation, done: string, say: (line: string) => void): void => {
  for (const [reason, number] of Object.entries(operation.skipped)) {
    say(`${number} skipped: ${reason}`);
  }
  say(`${operation.done} ${done}`);
};
