import { DomainError } from '@postroom/domain';
import { acceptTogether, CountFirst, type Order } from '../accept/accept-together.ts';
import { refusedAtDoor } from '../accept/admission.ts';
import { coalesce } from '../accept/coalesce.ts';
import type { Accept, Receipt, Submission } from '../commands.ts';
import { StoreError } from '../ports/store-error.ts';
import type { Settled } from '../settled.ts';
import type { HandlerContext } from './context.ts';

/**
 * Accepts what several callers handed in, in one transaction, and answers each caller apart, in
 * order. A caller's submission is atomic: when the database rejects the merge because of some
 * value, the merge is bisected between callers, never inside one. When the database is away nothing
 * is split or repeated, since the commit may have happened.
 */
export const accept =
  (context: HandlerContext) =>
  async ({ submissions }: Accept): Promise<readonly Settled<Receipt>[]> => {
    const refused = submissions.map((each) => refusedUnasked(each, context));
    const open = submissions.filter((_, i) => !refused[i]);
    const answers = (await acceptMerged(context, open)).values();
    return refused.map((refusal): Settled<Receipt> => {
      if (refusal) return { ok: false, error: refusal };
      return answers.next().value ?? { ok: false, error: new Error('a caller got no answer') };
    });
  };

/** Without a key there is nothing to remember, so a closed door costs the database nothing. */
const refusedUnasked = (
  submission: Submission,
  context: HandlerContext,
): DomainError | undefined =>
  submission.idempotency === null ? refusedAtDoor(submission, context) : undefined;

const acceptMerged = async (
  context: HandlerContext,
  submissions: readonly Submission[],
): Promise<readonly Settled<Receipt>[]> => {
  const merged = coalesce(submissions);
  const answers = await acceptOrBisect(context, merged.unique);
  const spread = merged.answerEach(answers);
  const freed = merged.freed(answers);
  if (freed.length === 0) return spread;
  // Each turn answers at least the first of them.
  const again = await acceptMerged(
    context,
    freed.flatMap((i) => submissions[i] ?? []),
  );
  const answerOf = new Map(freed.map((i, k) => [i, again[k]]));
  return spread.map((answer, i) => answerOf.get(i) ?? answer);
};

const acceptOrBisect = async (
  context: HandlerContext,
  submissions: readonly Submission[],
): Promise<readonly Settled<Receipt>[]> => {
  if (submissions.length === 0) return [];
  try {
    return await acceptAll(context, submissions);
  } catch (error) {
    const isSomeValue = error instanceof StoreError && error.kind === 'rejected';
    if (!isSomeValue) return submissions.map(() => ({ ok: false, error }));
    if (submissions.length === 1) return [{ ok: false, error: refusal(error) }];
    const middle = Math.ceil(submissions.length / 2);
    return [
      ...(await acceptOrBisect(context, submissions.slice(0, middle))),
      ...(await acceptOrBisect(context, submissions.slice(middle))),
    ];
  }
};

const acceptAll = async (
  context: HandlerContext,
  submissions: readonly Submission[],
): Promise<readonly Settled<Receipt>[]> => {
  const inOrder = (order: Order) =>
    context.unitOfWork.transact((tx) => acceptTogether(tx, submissions, context, order));
  try {
    return await inOrder('write_while_counting');
  } catch (error) {
    if (error instanceof CountFirst) return inOrder('count_first');
    throw error;
  }
};

const refusal = (error: StoreError): DomainError =>
  new DomainError('validation_failed', `the database refuses a value: ${error.message}`);
