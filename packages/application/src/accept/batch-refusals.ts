import { DomainError, type ErrorCode } from '@postroom/domain';
import type { AcceptBatch, BatchAnswer, Refusal } from '../commands.ts';

/** What an item is refused with; its faults are led to from the batch. */
export const refusalAt = (error: unknown, at: number): Refusal => {
  if (!(error instanceof DomainError)) throw error;
  const { code, message, retryAfterSeconds } = error;
  const issues = error.issues.map((issue) => ({
    ...issue,
    path: ['notifications', at, ...issue.path],
  }));
  return { code, message, issues, retryAfterSeconds };
};

/**
 * Refuses a strict batch for any refused item, a permissive one when all of them are. What can never
 * be accepted is told before what may be later.
 */
export const refuseStrictly = ({ mode }: AcceptBatch, answers: readonly BatchAnswer[]): void => {
  const refusals = answers.flatMap((answer) => ('refusal' in answer ? [answer.refusal] : []));
  if (refusals.length === 0) return;
  if (mode === 'permissive' && refusals.length < answers.length) return;
  const issues = refusals.flatMap((refusal) => refusal.issues);
  const forGood = refusals.find(({ code }) => !isForNow(code));
  if (forGood && mode === 'permissive') {
    throw new DomainError('validation_failed', 'none of the notifications can be accepted', issues);
  }
  const [first] = refusals;
  const told = forGood ?? first;
  if (!told) return;
  throw new DomainError(told.code, told.message, issues, {
    retryAfterSeconds: forGood ? undefined : longest(refusals),
  });
};

/** Whether the same may be accepted later. */
const isForNow = (code: ErrorCode): boolean =>
  code === 'recipient_cap' || code === 'admission_closed';

const longest = (refusals: readonly Refusal[]): number =>
  Math.max(...refusals.map(({ retryAfterSeconds = 1 }) => retryAfterSeconds));
