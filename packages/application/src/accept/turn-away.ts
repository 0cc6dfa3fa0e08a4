import type { DomainError, Draft } from '@postroom/domain';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { Prepared } from './prepare.ts';
import { type OverCap, overCapIssue, overCapRefusal } from './recipient-cap.ts';

/** Whoever sent a message hears no answer: what is over the cap is kept and suppressed instead. */
export const canBeRefused = ({ submission }: Prepared): boolean => submission.inbox === null;

/** Refusals of callers who brought something over the cap; their keys are free again. */
export const turnAway = async (
  tx: Transaction,
  callers: readonly Prepared[],
  over: ReadonlyMap<Draft, OverCap>,
): Promise<ReadonlyMap<Prepared, DomainError>> => {
  const refusals = new Map<Prepared, DomainError>();
  if (over.size === 0) return refusals;
  for (const caller of callers.filter(canBeRefused)) {
    const refusal = refusalOf(caller, over);
    if (refusal) refusals.set(caller, refusal);
  }
  const keys = [...refusals.keys()].flatMap(({ submission }) => submission.idempotency ?? []);
  if (keys.length > 0) await tx.idempotency.release(keys);
  return refusals;
};

const refusalOf = (
  { drafts }: Prepared,
  over: ReadonlyMap<Draft, OverCap>,
): DomainError | undefined => {
  const found = drafts.flatMap((draft, at) => {
    const its = over.get(draft);
    const path = drafts.length > 1 ? ['notifications', at] : [];
    return its ? [{ its, issue: overCapIssue(path, draft, its) }] : [];
  });
  if (found.length === 0) return undefined;
  const issues = found.map(({ issue }) => issue);
  return overCapRefusal(
    issues,
    found.map(({ its }) => its),
  );
};
