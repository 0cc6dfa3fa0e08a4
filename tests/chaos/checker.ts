import { hasEnded, mayMove } from '@postroom/domain';
import { endingVerbs } from '../support/ending-verbs.ts';
import type { Evidence } from './evidence.ts';

/** A broken promise, with the facts that show it. */
export interface Violation {
  readonly invariant: keyof typeof invariants;
  readonly facts: readonly string[];
}

/** Holds the evidence against every invariant. Empty when all of them hold. */
export const check = (evidence: Evidence): readonly Violation[] =>
  (Object.keys(invariants) as (keyof typeof invariants)[]).flatMap((invariant) => {
    const facts = invariants[invariant](evidence);
    return facts.length > 0 ? [{ invariant, facts }] : [];
  });

type Invariant = (evidence: Evidence) => readonly string[];

/** Seconds after which a lease or an outbox row that is due counts as forgotten. */
const forgottenAfter = 60;

const nothingAcceptedIsLost: Invariant = ({ accepted, notifications }) => {
  const known = new Set(notifications.map(({ id }) => id));
  return accepted.filter((id) => !known.has(id)).map((id) => `${id} was accepted and is not there`);
};

const acceptedIsTheSumOfStates: Invariant = ({ expected, notifications }) =>
  notifications.length === expected
    ? []
    : [`${expected} were handed in, ${notifications.length} are there`];

const everyOneEnds: Invariant = ({ notifications }) =>
  notifications
    .filter(({ status }) => !hasEnded(status) && status !== 'scheduled')
    .map(({ id, status }) => `${id} is still ${status}`);

const oneEventPerEndingAndRedrive: Invariant = ({ moves, events }) => {
  const due = new Set(
    moves.flatMap(({ id, redrive, after }) =>
      hasEnded(after) ? [`${id}.${redrive}.${endingVerbs[after]}`] : [],
    ),
  );
  const told = countsOf(events);
  return [
    ...[...due].filter((id) => !told.has(id)).map((id) => `no event ${id}`),
    ...[...told.keys()].filter((id) => !due.has(id)).map((id) => `event ${id} without an ending`),
    ...[...told]
      .filter(([, times]) => times > 1)
      .map(([id, times]) => `event ${id} ${times} times`),
  ];
};

const everyEventIsHeard: Invariant = ({ events, heard }) =>
  heard ? events.filter((id) => !heard.has(id)).map((id) => `nobody heard ${id}`) : [];

const sentHasACopy: Invariant = ({ notifications, copies }) =>
  notifications
    .filter(({ id, redrive, status }) => status === 'sent' && !copies.has(`${id}.${redrive}`))
    .map(({ id }) => `${id} is sent and nobody got it`);

const oneEffectPerKey: Invariant = ({ copies, sinks }) =>
  sinks === 'idempotent'
    ? [...copies].filter(([, count]) => count > 1).map(([key, count]) => `${key} ${count} times`)
    : [];

/** A further copy needs a hand-off of which nobody heard the outcome, and that was marked as such. */
const everySecondCopyIsExplained: Invariant = ({ copies, moves }) => {
  const doubts = doubtsOf(moves);
  return [...copies]
    .filter(([key, count]) => count - 1 > (doubts.get(key) ?? 0))
    .map(
      ([key, count]) => `${key} has ${count} copies and ${doubts.get(key) ?? 0} doubtful hand-offs`,
    );
};

const theUnwantedGoesToNobody: Invariant = ({ notifications, copies }) =>
  notifications
    .filter(
      ({ id, redrive, status }) =>
        (status === 'suppressed' || status === 'cancelled') && copies.has(`${id}.${redrive}`),
    )
    .map(({ id, status }) => `${id} is ${status} and somebody got it`);

/** Where a mail may have gone out, the honest word is `unknown`. */
const failedMeansNotSent: Invariant = ({ notifications, copies }) =>
  notifications
    .filter(
      ({ id, redrive, status }) =>
        (status === 'failed' || status === 'expired') && copies.has(`${id}.${redrive}`),
    )
    .map(({ id, status }) => `${id} is ${status} and somebody got it`);

const noLeaseIsForgotten: Invariant = ({ notifications }) =>
  notifications
    .filter(
      ({ status, leaseOverdue }) => status === 'sending' && (leaseOverdue ?? 0) > forgottenAfter,
    )
    .map(({ id, leaseOverdue }) => `${id} is sending, its lease ended ${leaseOverdue} s ago`);

const noOutboxRowIsForgotten: Invariant = ({ outbox }) =>
  outbox
    .filter(({ overdue, isQuarantined }) => overdue > forgottenAfter && !isQuarantined)
    .map(({ destination, overdue }) => `a row for ${destination} has been due for ${overdue} s`);

const noMoveOutsideTheTable: Invariant = ({ moves }) =>
  moves
    .filter(({ before, after, maybeSent }) =>
      before === null
        ? !['queued', 'scheduled'].includes(after)
        : !mayMove(before, after, maybeSent),
    )
    .map(
      ({ id, before, after, maybeSent }) =>
        `${id} went from ${before ?? 'nothing'} to ${after}${maybeSent ? ', maybe sent' : ''}`,
    );

const noMailWithoutANotification: Invariant = ({ notifications, copies }) => {
  const redrives = new Map(notifications.map(({ id, redrive }) => [id, redrive]));
  return [...copies.keys()].flatMap((key) => {
    const [id = '', redrive] = key.split('.');
    return Number(redrive) <= (redrives.get(id) ?? -1) ? [] : [`nobody handed in ${key}`];
  });
};

export const invariants = {
  nothingAcceptedIsLost,
  acceptedIsTheSumOfStates,
  everyOneEnds,
  oneEventPerEndingAndRedrive,
  everyEventIsHeard,
  sentHasACopy,
  noMailWithoutANotification,
  oneEffectPerKey,
  everySecondCopyIsExplained,
  theUnwantedGoesToNobody,
  failedMeansNotSent,
  noLeaseIsForgotten,
  noOutboxRowIsForgotten,
  noMoveOutsideTheTable,
} as const satisfies { readonly [name: string]: Invariant };

/** Hand-offs that ended without an outcome, by `<id>.<redrive>`. */
export const doubtsOf = (moves: Evidence['moves']): ReadonlyMap<string, number> =>
  countsOf(
    moves.filter(({ isDoubtful }) => isDoubtful).map(({ id, redrive }) => `${id}.${redrive}`),
  );

const countsOf = (keys: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};
