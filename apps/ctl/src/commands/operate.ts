import { DomainError, type OperationKind } from '@postroom/domain';
import { type Arguments, notificationId, oneOf } from '../arguments.ts';
import { by, type CtlContext } from '../context.ts';
import { UsageError } from '../usage.ts';
import { operateOnMany } from './operate-on-many.ts';
import { selectionFrom } from './selection.ts';

/** Past tense, for people. */
const done = { redrive: 'sent again', cancel: 'cancelled' } as const;

export const redrive = (context: CtlContext, args: Arguments) => operate(context, args, 'redrive');
export const cancel = (context: CtlContext, args: Arguments) => operate(context, args, 'cancel');

export const resolve = async ({ bus, say }: CtlContext, { positionals }: Arguments) => {
  const [id, word, ...more] = positionals;
  if (id === undefined || word === undefined || more.length > 0) {
    throw new UsageError('name a notification and what became of it: resolve ID sent|failed');
  }
  const to = oneOf(word, ['sent', 'failed'] as const, 'end');
  const command = { notificationId: notificationId(id), source: null, by };
  await bus.handle({ type: 'resolve', to, ...command });
  say(`${command.notificationId} is ${to}`);
};

const operate = async (context: CtlContext, args: Arguments, kind: OperationKind) => {
  const { positionals, values } = args;
  const isFiltered = Object.keys(values).some((name) => name !== 'dry-run');
  if (positionals.length === 0 && !isFiltered) {
    throw new UsageError('name notifications by id, or a filter such as --status failed');
  }
  if (positionals.length > 0 && isFiltered) {
    throw new UsageError('name notifications by id or by a filter, not both');
  }
  const ids = positionals.map(notificationId);
  if (isFiltered) {
    const selection = selectionFrom(values, kind, context.catalogue);
    const isDryRun = values['dry-run'] ?? false;
    await operateOnMany(context, { kind, selection, isDryRun, done: done[kind] });
  } else if (values['dry-run']) {
    context.say(`${ids.length} would be ${done[kind]}`);
  } else {
    await operateOnEach(context, ids, kind);
  }
};

const operateOnEach = async (context: CtlContext, ids: readonly string[], kind: OperationKind) => {
  const refusals: string[] = [];
  for (const id of ids) {
    const refusal = await attempt(context, id, kind);
    if (refusal !== undefined) refusals.push(refusal);
  }
  for (const refusal of refusals) context.say(refusal);
  context.say(`${ids.length - refusals.length} ${done[kind]}`);
  if (refusals.length > 0) throw new Error(`${refusals.length} could not be ${done[kind]}`);
};

/** Undefined when it worked; what the state forbids stops nobody else. */
const attempt = async ({ bus }: CtlContext, id: string, kind: OperationKind) => {
  const command = { notificationId: id, source: null, by };
  try {
    await (kind === 'redrive'
      ? bus.handle({ type: 'send-again', ...command })
      : bus.handle({ type: 'cancel', ...command }));
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return `${id}: ${error.message}`;
    throw error;
  }
};
