import type { DomainError, Draft } from '@postroom/domain';
import type { Receipt, Submission } from '../commands.ts';
import type { HandlerContext } from '../handlers/context.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { Settled } from '../settled.ts';
import { addDrafts } from './add-drafts.ts';
import { refusedAtDoor } from './admission.ts';
import { admitOnce, recall } from './admit-once.ts';
import { keyReused } from './coalesce.ts';
import { addressBook, type Prepared, prepare } from './prepare.ts';
import { type OverCap, overCap } from './recipient-cap.ts';
import { canBeRefused, turnAway } from './turn-away.ts';
import { welcome } from './welcome.ts';

/**
 * `write_while_counting` sends what is accepted right behind the count of recipients, a round trip
 * less, in the hope that nobody is over the cap; `count_first` waits for the count.
 */
export type Order = 'write_while_counting' | 'count_first';

/** The hope was in vain: the transaction is to be undone, and to be done again in the other order. */
export class CountFirst extends Error {}

/**
 * One transaction for all. First it only reads (who has which address), so that every answer is
 * known before the first lock; then it writes in the order that all writers keep.
 * @throws CountFirst when it wrote while counting and something is over the cap.
 */
export const acceptTogether = async (
  tx: Transaction,
  submissions: readonly Submission[],
  context: HandlerContext,
  order: Order,
): Promise<readonly Settled<Receipt>[]> => {
  const book = await addressBook(tx, submissions);
  const prepared = submissions.map((submission) => prepare(submission, book, context));
  const ready = prepared.filter(isOk).map(({ value }) => value);
  const closed = closedTo(ready, context);
  const admitted = await admitOnce(
    tx,
    ready.filter((each) => !closed.has(each)),
  );
  const known = await recall(tx, [...closed.keys()]);

  const winners = admitted.filter((each) => each.verdict === 'new').map((each) => each.item);
  const welcomed = await welcome(tx, winners, context);
  const counting = overCap(
    tx,
    [
      ...winners.map((each) => ({ drafts: each.drafts, isAtomic: canBeRefused(each) })),
      { drafts: welcomed.mails, isAtomic: false },
    ],
    context.recipientCap,
  );
  const write = (callers: readonly Prepared[], over: ReadonlyMap<Draft, OverCap>) =>
    addDrafts(tx, {
      drafts: [...callers.flatMap((each) => each.drafts), ...welcomed.mails],
      over,
      events: welcomed.events,
      now: context.now,
    });
  const isWritten = order === 'write_while_counting';
  const [over] = await Promise.all([counting, isWritten && write(winners, new Map())]);
  if (isWritten && over.size > 0) throw new CountFirst();
  const refusals = await turnAway(tx, winners, over);
  if (!isWritten) {
    await write(
      winners.filter((each) => !refusals.has(each)),
      over,
    );
  }

  const answers = new Map([...admitted, ...known].map((each) => [each.item, each]));
  return prepared.map((each): Settled<Receipt> => {
    if (!each.ok) return each;
    const answer = answers.get(each.value);
    const refusal = refusals.get(each.value) ?? (answer ? undefined : closed.get(each.value));
    if (refusal) return { ok: false, error: refusal };
    switch (answer?.verdict) {
      case 'new':
        return { ok: true, value: each.value.receipt };
      case 'replayed':
        return { ok: true, value: { outcome: 'replayed', notifications: answer.notifications } };
      case 'duplicate':
        return { ok: true, value: { outcome: 'duplicate', notifications: [] } };
      default:
        return { ok: false, error: keyReused(each.value.submission) };
    }
  });
};

/** Whose lanes are closed: what they brought is not accepted any more, only remembered. */
const closedTo = (
  ready: readonly Prepared[],
  context: HandlerContext,
): ReadonlyMap<Prepared, DomainError> =>
  new Map(
    ready.flatMap((each) => {
      const refusal = refusedAtDoor(each.submission, context);
      return refusal ? [[each, refusal] as const] : [];
    }),
  );

const isOk = <Value>(each: Settled<Value>): each is { readonly ok: true; readonly value: Value } =>
  each.ok;
