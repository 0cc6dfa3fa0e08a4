import type { Selection } from '@postroom/application';
import {
  isQueueName,
  type OperationKind,
  type Status,
  statesFor,
  statesUnlessNamed,
  statuses,
  type TypeCatalogue,
} from '@postroom/domain';
import { type Arguments, oneOf } from '../arguments.ts';
import { UsageError } from '../usage.ts';

/** What the options say. @throws UsageError */
export const selectionFrom = (
  values: Arguments['values'],
  kind: OperationKind,
  catalogue: TypeCatalogue,
): Selection => {
  const { queue, type } = values;
  if (queue !== undefined && !isQueueName(queue)) {
    throw new UsageError(`${queue} is no lane; use critical, standard or bulk`);
  }
  if (type !== undefined && !catalogue.find(type)) {
    const known = catalogue.types.map((each) => each.type).join(', ');
    throw new UsageError(`${type} is no type; use ${known}`);
  }
  return {
    statuses:
      values.status === undefined
        ? statesUnlessNamed(kind)
        : statusesIn(values.status, statesFor[kind]),
    type,
    queue,
    source: values.source,
    userId: values.userid,
    recipientEmail: values['recipient-email'],
    tag: values.tag === undefined ? undefined : tagIn(values.tag),
    errorCode: values['error-code'],
    since: momentOf('since', values.since),
    until: momentOf('until', values.until),
  };
};

const statusesIn = (text: string, legal: readonly Status[]): readonly Status[] =>
  text.split(',').map((word) => {
    const status = oneOf(word, statuses, 'state');
    if (!legal.includes(status)) {
      throw new UsageError(`this does not work on ${status} ones; use ${legal.join(', ')}`);
    }
    return status;
  });

const tagIn = (text: string): Selection['tag'] => {
  const [, name = '', value = ''] = /^([A-Za-z0-9_-]{1,64}):(.*)$/s.exec(text) ?? [];
  if (name === '') throw new UsageError('--tag must be NAME:VALUE');
  return { name, value };
};

const momentOf = (name: string, text: string | undefined): Date | undefined => {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw new UsageError(`--${name} must be a time such as 2026-05-03T10:14:00Z`);
};
