import { DomainError, type Draft } from '@postroom/domain';
import { addressBook, prepare } from '../accept/accept-together.ts';
import { reusedKey } from '../accept/coalesce.ts';
import { jobRow } from '../accept/job-row.ts';
import { onceByKey } from '../accept/once-by-key.ts';
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
 * One transaction. The items' keys are taken first, sorted and in one statement, and the batch's
 * own key last, for its answer names what the items' keys stood for. No other writer takes an
 * item's key after a key of another route, so nobody can wait in a circle.
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
  const { answers, candidates } = await sort(tx, command, context);
  const fresh = await admit(tx, candidates, answers);
  const whole = answers.flatMap((answer) => answer ?? []);
  refuseStrictly(command, whole);

  const { correlationId } = command.origin;
  if (command.idempotency) {
    const kept = { answers: whole, correlationId };
    const once = await onceByKey(tx, command.idempotency, kept);
    if (once.replayed) return { outcome: 'replayed', ...once.answer };
  }
  const drafts = fresh.map(({ draft }) => draft).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (drafts.length > 0) {
    await tx.notifications.add(drafts);
    await tx.outbox.add(drafts.map(jobRow));
  }
  return { outcome: 'accepted', answers: whole, correlationId };
};

/** What can be refused without asking for a key, and the rest. */
const sort = async (tx: Transaction, { items, origin }: AcceptBatch, context: HandlerContext) => {
  const requests = items.flatMap((item) => ('request' in item ? [item.request] : []));
  const book = await addressBook(tx, [{ requests }]);
  const answers: (BatchAnswer | undefined)[] = Array.from(items, () => undefined);
  const candidates: Candidate[] = [];
  for (const [at, item] of items.entries()) {
    if ('refusal' in item) {
      answers[at] = item;
      continue;
    }
    const { request, idempotency } = item;
    const submission = { origin, requests: [request], idempotency, inbox: null, newcomers: [] };
    const prepared = prepare(submission, book, context);
    if (!prepared.ok) {
      answers[at] = { refusal: refusalOf(prepared.error, at) };
      continue;
    }
    const [draft] = prepared.value.drafts;
    const [answer] = prepared.value.receipt.notifications;
    if (draft && answer) candidates.push({ at, draft, answer, key: idempotency });
  }
  return { answers, candidates };
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
      answers[at] = { refusal: refusalOf(reusedKey(key.key), at) };
    } else answers[at] = first.answer as Accepted; // the rows above wrote it
  }
  return candidates.filter(({ at, key }) => key === null || wonKeys.has(`${at} ${key.key}`));
};

const refusalOf = (error: unknown, at: number): Refusal => {
  if (!(error instanceof DomainError)) throw error;
  const { code, message } = error;
  const issues = error.issues.map((issue) => ({
    ...issue,
    path: ['notifications', at, ...issue.path],
  }));
  return { code, message, issues };
};

const refuseStrictly = ({ mode }: AcceptBatch, answers: readonly BatchAnswer[]): void => {
  const refusals = answers.flatMap((answer) => ('refusal' in answer ? [answer.refusal] : []));
  const [first] = refusals;
  if (!first || (mode === 'permissive' && refusals.length < answers.length)) return;
  const issues = refusals.flatMap((refusal) => refusal.issues);
  if (mode === 'permissive') {
    throw new DomainError('validation_failed', 'none of the notifications can be accepted', issues);
  }
  throw new DomainError(first.code, first.message, issues);
};
