import { DomainError, type Draft } from '@postroom/domain';
import { addDrafts } from '../accept/add-drafts.ts';
import { closedIssue, closedRefusal } from '../accept/admission.ts';
import { refusalAt, refuseStrictly } from '../accept/batch-refusals.ts';
import { reusedKey } from '../accept/coalesce.ts';
import { onceByKey } from '../accept/once-by-key.ts';
import { addressBook, prepare } from '../accept/prepare.ts';
import { type OverCap, overCap, overCapIssue, overCapRefusal } from '../accept/recipient-cap.ts';
import type {
  AcceptBatch,
  Accepted,
  BatchAnswer,
  BatchReceipt,
  KeyedBody,
  Refusal,
} from '../commands.ts';
import { StoreError } from '../ports/store-error.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { HandlerContext } from './context.ts';

/** An item that can be accepted, unless its key has been here before. */
interface Candidate {
  readonly at: number;
  readonly draft: Draft;
  readonly answer: Accepted;
  readonly key: KeyedBody | null;
}

/**
 * One transaction. The batch's own key is taken first, for a repetition is told what the first was
 * told; then the items' keys, sorted and in one statement, then the counts of recipients. No writer
 * takes a batch's key after an item's, so nobody can wait in a circle. What was answered is known
 * only then, so the key is reserved with no answer and gets it before the commit.
 */
export const acceptBatch =
  (context: HandlerContext) =>
  async (command: AcceptBatch): Promise<BatchReceipt> => {
    try {
      return await context.unitOfWork.transact((tx) => take(tx, command, context));
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== 'rejected') throw error;
      throw new DomainError('validation_failed', `the database refuses a value: ${error.message}`);
    }
  };

const take = async (
  tx: Transaction,
  command: AcceptBatch,
  context: HandlerContext,
): Promise<BatchReceipt> => {
  const { correlationId } = command.origin;
  if (command.idempotency) {
    const once = await onceByKey(tx, command.idempotency, { answers: noAnswers, correlationId });
    if (once.replayed) return { outcome: 'replayed', ...once.answer };
  }
  const { answers, candidates } = await sort(tx, command, context);
  const fresh = await admit(tx, candidates, answers);
  const over = await overCap(
    tx,
    fresh.map(({ draft }) => ({ drafts: [draft], isAtomic: true })),
    context.recipientCap,
  );
  await refuseOver(tx, { fresh, over, candidates, answers });
  const whole = answers.flatMap((answer) => answer ?? []);
  refuseStrictly(command, whole);

  if (command.idempotency) {
    await tx.idempotency.amend({
      ...command.idempotency,
      answer: { answers: whole, correlationId },
    });
  }
  const drafts = fresh.map(({ draft }) => draft).filter((draft) => !over.has(draft));
  await addDrafts(tx, { drafts, over, now: context.now });
  return { outcome: 'accepted', answers: whole, correlationId };
};

const noAnswers: readonly BatchAnswer[] = [];

/**
 * Refuses what is over a recipient's cap. Its key is free again, and all who shared the key share
 * the refusal.
 */
const refuseOver = async (
  tx: Transaction,
  batch: {
    readonly fresh: readonly Candidate[];
    readonly over: ReadonlyMap<Draft, OverCap>;
    readonly candidates: readonly Candidate[];
    readonly answers: (BatchAnswer | undefined)[];
  },
): Promise<void> => {
  const { fresh, over, candidates, answers } = batch;
  const refused = fresh.flatMap(({ at, key, draft }) => {
    const its = over.get(draft);
    return its ? [{ at, key, refusal: overCapRefusal([overCapIssue([], draft, its)], [its]) }] : [];
  });
  for (const { at, key, refusal } of refused) {
    answers[at] = { refusal: refusalAt(refusal, at) };
    for (const other of key ? candidates : []) {
      const answer = answers[other.at];
      const isShared = other.key?.key === key?.key && answer && !('refusal' in answer);
      if (isShared) answers[other.at] = { refusal: refusalAt(refusal, other.at) };
    }
  }
  const keys = refused.flatMap(({ key }) => key ?? []);
  if (keys.length > 0) await tx.idempotency.release(keys);
};

/** What can be refused without asking for a key, and the rest. */
const sort = async (tx: Transaction, { items, origin }: AcceptBatch, context: HandlerContext) => {
  const requests = items.flatMap((item) => ('request' in item ? [item.request] : []));
  const book = await addressBook(tx, [{ requests }]);
  const answers: (BatchAnswer | undefined)[] = Array.from(items, () => undefined);
  const candidates: Candidate[] = [];
  const closed: Closed[] = [];
  for (const [at, item] of items.entries()) {
    if ('refusal' in item) {
      answers[at] = item;
      continue;
    }
    const { request, idempotency } = item;
    const issue = closedIssue([], request.type, context);
    if (issue) {
      const refusal = refusalAt(closedRefusal([issue]), at);
      if (idempotency) closed.push({ at, key: idempotency, refusal });
      else answers[at] = { refusal };
      continue;
    }
    const submission = { origin, requests: [request], idempotency, inbox: null, newcomers: [] };
    const prepared = prepare(submission, book, context);
    if (!prepared.ok) {
      answers[at] = { refusal: refusalAt(prepared.error, at) };
      continue;
    }
    const [draft] = prepared.value.drafts;
    const [answer] = prepared.value.receipt.notifications;
    if (draft && answer) candidates.push({ at, draft, answer, key: idempotency });
  }
  await recall(tx, closed, answers);
  return { answers, candidates };
};

/** An item of a closed lane: it may have been accepted before that closed. */
interface Closed {
  readonly at: number;
  readonly key: KeyedBody;
  readonly refusal: Refusal;
}

const recall = async (
  tx: Transaction,
  closed: readonly Closed[],
  answers: (BatchAnswer | undefined)[],
): Promise<void> => {
  if (closed.length === 0) return;
  const stored = await tx.idempotency.find(closed.map(({ key }) => key));
  for (const [i, { at, key, refusal }] of closed.entries()) {
    const first = stored[i];
    if (!first) answers[at] = { refusal };
    else if (first.bodyHash !== key.bodyHash) {
      answers[at] = { refusal: refusalAt(reusedKey(key.key), at) };
    } else answers[at] = first.answer as Accepted; // `admit` wrote it
  }
};

/** Fills in the answers and returns what is to be written: what nobody handed in before. */
const admit = async (
  tx: Transaction,
  candidates: readonly Candidate[],
  answers: (BatchAnswer | undefined)[],
): Promise<readonly Candidate[]> => {
  const speakers = new Map<string, Candidate & { readonly key: KeyedBody }>();
  for (const candidate of candidates) {
    const { key } = candidate;
    if (key && !speakers.has(key.key)) speakers.set(key.key, { ...candidate, key });
  }
  const keyed = [...speakers.values()].sort((a, b) => (a.key.key < b.key.key ? -1 : 1));
  const rows = keyed.map(({ key, answer }) => ({ ...key, answer }));
  const won = rows.length === 0 ? new Set<number>() : await tx.idempotency.reserve(rows);
  const stored = won.size === rows.length ? rows : await tx.idempotency.find(rows);
  const known = new Map(stored.flatMap((each) => (each ? [[each.key, each] as const] : [])));
  const wonKeys = new Set(
    keyed.flatMap(({ key, at }, i) => (won.has(i) ? [`${at} ${key.key}`] : [])),
  );

  for (const { at, answer, key } of candidates) {
    const first = key && known.get(key.key);
    if (!first) answers[at] = answer;
    else if (first.bodyHash !== key.bodyHash) {
      answers[at] = { refusal: refusalAt(reusedKey(key.key), at) };
    } else answers[at] = first.answer as Accepted; // the rows above wrote it
  }
  return candidates.filter(({ at, key }) => key === null || wonKeys.has(`${at} ${key.key}`));
};
