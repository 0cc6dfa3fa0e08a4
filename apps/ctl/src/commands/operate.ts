import { DomainError, isQueueName, type Status, statuses } from '@postroom/domain';
import { type Arguments, notificationId, oneOf } from '../arguments.ts';
import { by, type CtlContext } from '../context.ts';
import { UsageError } from '../usage.ts';

/** Ids that one look at the database brings. */
const portion = 500;

interface Operation {
  /** Past tense, for people. */
  readonly done: string;
  readonly legal: readonly Status[];
  readonly preset: readonly Status[];
  run(context: CtlContext, id: string): Promise<unknown>;
}

const redriving: Operation = {
  done: 'sent again',
  legal: ['failed', 'expired', 'unknown'],
  preset: ['failed', 'expired'],
  run: ({ bus }, notificationId) =>
    bus.handle({ type: 'send-again', notificationId, source: null, by }),
};

const cancelling: Operation = {
  done: 'cancelled',
  legal: ['scheduled', 'queued', 'retry_wait'],
  preset: ['scheduled', 'queued', 'retry_wait'],
  run: ({ bus }, notificationId) =>
    bus.handle({ type: 'cancel', notificationId, source: null, by }),
};

export const redrive = (context: CtlContext, args: Arguments) => operate(context, args, redriving);
export const cancel = (context: CtlContext, args: Arguments) => operate(context, args, cancelling);

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

const operate = async (context: CtlContext, args: Arguments, operation: Operation) => {
  const { positionals, values } = args;
  const isFiltered = Object.keys(values).some((name) => name !== 'dry-run');
  if (positionals.length === 0 && !isFiltered) {
    throw new UsageError('name notifications by id, or a filter such as --status failed');
  }
  if (positionals.length > 0 && isFiltered) {
    throw new UsageError('name notifications by id or by a filter, not both');
  }
  const portions =
    positionals.length > 0 ? [positionals.map(notificationId)] : selected(context, args, operation);
  let done = 0;
  const refused: string[] = [];
  for await (const ids of portions) {
    for (const id of ids) {
      const refusal = values['dry-run'] ? undefined : await attempt(context, id, operation);
      if (refusal === undefined) done += 1;
      else refused.push(refusal);
    }
  }
  for (const refusal of refused.slice(0, 20)) context.say(refusal);
  if (refused.length > 20) context.say(`and ${refused.length - 20} more were refused`);
  context.say(`${done} ${values['dry-run'] ? `would be ${operation.done}` : operation.done}`);
  if (positionals.length > 0 && refused.length > 0) {
    throw new Error(`${refused.length} could not be ${operation.done}`);
  }
};

/** Undefined when it worked; a state that changed meanwhile is a refusal and stops nobody else. */
const attempt = async (context: CtlContext, id: string, operation: Operation) => {
  try {
    await operation.run(context, id);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return `${id}: ${error.message}`;
    throw error;
  }
};

async function* selected(
  { operator }: CtlContext,
  { values }: Arguments,
  { legal, preset }: Operation,
): AsyncGenerator<readonly string[]> {
  const { queue } = values;
  if (queue !== undefined && !isQueueName(queue)) {
    throw new UsageError(`${queue} is no lane; use critical, standard or bulk`);
  }
  const filter = {
    statuses: values.status === undefined ? preset : statusesIn(values.status, legal),
    type: values.type,
    queue,
    source: values.source,
    errorCode: values['error-code'],
    since: momentOf('since', values.since),
    until: momentOf('until', values.until),
  };
  let last: string | undefined;
  do {
    const ids: readonly string[] = await operator.select(filter, portion, last);
    yield ids;
    last = ids.length < portion ? undefined : ids.at(-1);
  } while (last !== undefined);
}

const statusesIn = (text: string, legal: readonly Status[]): readonly Status[] =>
  text.split(',').map((word) => {
    const status = oneOf(word, statuses, 'state');
    if (!legal.includes(status)) {
      throw new UsageError(`this does not work on ${status} ones; use ${legal.join(', ')}`);
    }
    return status;
  });

const momentOf = (name: string, text: string | undefined): Date | undefined => {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw new UsageError(`--${name} must be a time such as 2026-05-03T10:14:00Z`);
};
