import { hasEnded, type Status, sourcesOf } from './status.ts';

/** What operators do to many notifications at once. */
export const operationKinds = ['redrive', 'cancel'] as const;

export type OperationKind = (typeof operationKinds)[number];

/** The states in which an operation finds something to do, from the table of moves. */
export const statesFor: { readonly [Kind in OperationKind]: readonly Status[] } = {
  // From `scheduled` a notification becomes queued by itself.
  redrive: sourcesOf('queued').filter(hasEnded),
  cancel: sourcesOf('cancelled'),
};

/**
 * The states that an operation touches when nobody names any. What may have been sent already is
 * only sent again by those who say so.
 */
export const statesUnlessNamed = (kind: OperationKind): readonly Status[] =>
  statesFor[kind].filter((status) => status !== 'unknown');
