import { DomainError } from '@postroom/domain';
import type { Receipt, Submission } from '../commands.ts';
import type { Settled } from '../settled.ts';

interface Coalesced {
  /** Submissions that go to the database: every key and every inbox entry once. */
  readonly unique: readonly Submission[];
  /** Spreads the answers of `unique` over all who asked, in their order. */
  answerEach(answers: readonly Settled<Receipt>[]): readonly Settled<Receipt>[];
  /**
   * Positions of those who brought another body under the key of a submission that was refused: the
   * key is free again, so they are to be asked for themselves.
   */
  freed(answers: readonly Settled<Receipt>[]): readonly number[];
}

/**
 * Callers of one merge who bring the same idempotency key, or the same message, would meet
 * themselves in the database: one statement cannot see what it inserts itself. So the first speaks
 * for all, and the others get its answer as a replay; another body under the same key is refused.
 */
export const coalesce = (submissions: readonly Submission[]): Coalesced => {
  const unique: Submission[] = [];
  const firstAt = new Map<string, number>();
  const speakers = submissions.map((submission) => {
    const name = nameOf(submission);
    const known = name === undefined ? undefined : firstAt.get(name);
    if (known !== undefined) return { at: known, isFirst: false };
    const at = unique.push(submission) - 1;
    if (name !== undefined) firstAt.set(name, at);
    return { at, isFirst: true };
  });
  return {
    unique,
    answerEach: (answers) =>
      submissions.map((submission, i) => {
        const speaker = speakers[i] as { at: number; isFirst: boolean }; // one for each submission
        const answer = answers[speaker.at] as Settled<Receipt>; // one for each unique submission
        return speaker.isFirst ? answer : asFollower(submission, unique[speaker.at], answer);
      }),
    freed: (answers) =>
      submissions.flatMap((submission, i) => {
        const { at } = speakers[i] as { at: number }; // one for each submission
        const answer = answers[at];
        const isRefused = answer?.ok === false && answer.error instanceof DomainError;
        return isRefused && !isSameBody(submission, unique[at]) ? [i] : [];
      }),
  };
};

const nameOf = ({ idempotency, inbox }: Submission): string | undefined => {
  if (idempotency) {
    return JSON.stringify(['key', idempotency.principal, idempotency.route, idempotency.key]);
  }
  return inbox ? JSON.stringify(['inbox', inbox.source, inbox.eventId]) : undefined;
};

const isSameBody = (a: Submission, b: Submission | undefined): boolean =>
  a.idempotency?.bodyHash === b?.idempotency?.bodyHash;

const asFollower = (
  submission: Submission,
  speaker: Submission | undefined,
  answer: Settled<Receipt>,
): Settled<Receipt> => {
  if (!answer.ok) return answer;
  if (!isSameBody(submission, speaker)) return { ok: false, error: keyReused(submission) };
  const outcome = submission.idempotency ? 'replayed' : 'duplicate';
  return { ok: true, value: { ...answer.value, outcome } };
};

export const keyReused = ({ idempotency }: Submission): DomainError =>
  reusedKey(idempotency?.key ?? '');

export const reusedKey = (key: string): DomainError =>
  new DomainError(
    'idempotency_key_reused',
    `the idempotency key ${key} was used before with another body`,
  );
