import { DomainError, type Issue, type QueueName } from '@postroom/domain';
import type { Submission } from '../commands.ts';
import type { HandlerContext } from '../handlers/context.ts';

type Door = Pick<HandlerContext, 'catalogue' | 'isLaneClosed'>;

/**
 * The refusal of what one caller brought because a lane of it is closed; undefined when all are
 * open. Messages are always let in: a closed lane would hold up those behind it in the broker.
 */
export const refusedAtDoor = (
  { inbox, requests }: Pick<Submission, 'inbox' | 'requests'>,
  door: Door,
): DomainError | undefined => {
  if (inbox !== null) return undefined;
  const issues = requests.flatMap(({ type }, at) => {
    const path = requests.length > 1 ? ['notifications', at] : [];
    return closedIssue(path, type, door) ?? [];
  });
  return issues.length > 0 ? closedRefusal(issues) : undefined;
};

/** `path` leads to the request of that type. */
export const closedIssue = (
  path: readonly (string | number)[],
  type: string,
  { catalogue, isLaneClosed }: Door,
): Issue | undefined => {
  const queue = catalogue.find(type)?.queue;
  if (queue === undefined || !isLaneClosed?.(queue)) return undefined;
  return { path: [...path, 'notification_type'], code: 'admission_closed', detail: full(queue) };
};

export const closedRefusal = (issues: readonly Issue[]): DomainError => {
  const lanes = [...new Set(issues.map(({ detail }) => detail))].join('; ');
  return new DomainError('admission_closed', lanes, issues, { retryAfterSeconds });
};

/** A lane needs about so long to drain by the tenth that opens it again. */
const retryAfterSeconds = 30;

const full = (queue: QueueName): string =>
  `the lane ${queue} is full and takes nothing more until it has drained`;
