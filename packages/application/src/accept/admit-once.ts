import type { Accepted, Receipt, Submission } from '../commands.ts';
import type { IdempotentAnswer, Transaction } from '../ports/unit-of-work.ts';

interface Candidate {
  readonly submission: Submission;
  readonly receipt: Receipt;
}

export type Admission<Item> =
  | { readonly item: Item; readonly verdict: 'new' }
  | {
      readonly item: Item;
      readonly verdict: 'replayed';
      readonly notifications: readonly Accepted[];
    }
  | { readonly item: Item; readonly verdict: 'duplicate' }
  | { readonly item: Item; readonly verdict: 'key_reused' };

/**
 * Lets each idempotency key and each message in once. Only winners of the insert are new; losers
 * read the stored answer in a second statement, because the first cannot see a row that was
 * committed after it began (READ COMMITTED). Waiting for a concurrent winner is the insert's doing.
 */
export const admitOnce = async <Item extends Candidate>(
  tx: Transaction,
  items: readonly Item[],
): Promise<readonly Admission<Item>[]> => {
  const keyed = items.filter((item) => item.submission.idempotency !== null).sort(byKey);
  const messages = items
    .filter(({ submission }) => submission.idempotency === null && submission.inbox !== null)
    .sort(byEvent);
  const plain = items.filter(
    ({ submission }) => submission.idempotency === null && submission.inbox === null,
  );
  return [
    ...(await admitKeys(tx, keyed)),
    ...(await admitMessages(tx, messages)),
    ...plain.map((item): Admission<Item> => ({ item, verdict: 'new' })),
  ];
};

/** What was answered to keys before; of keys that nobody used there is nothing to tell. */
export const recall = async <Item extends Candidate>(
  tx: Transaction,
  items: readonly Item[],
): Promise<readonly Admission<Item>[]> => {
  const keyed = items.filter((item) => item.submission.idempotency !== null);
  const rows = keyed.map(answerRow);
  const stored = await storedAnswers(tx, rows);
  return keyed.flatMap((item, i) => {
    const answer = stored[i];
    return answer ? [asAdmission(item, answer)] : [];
  });
};

const admitKeys = async <Item extends Candidate>(
  tx: Transaction,
  items: readonly Item[],
): Promise<readonly Admission<Item>[]> => {
  if (items.length === 0) return [];
  const rows = items.map(answerRow);
  const won = await tx.idempotency.reserve(rows);
  const lost = items.flatMap((item, i) => (won.has(i) ? [] : [{ item, row: rows[i] }]));
  const stored = await storedAnswers(
    tx,
    lost.flatMap(({ row }) => (row ? [row] : [])),
  );
  return [
    ...items
      .filter((_, i) => won.has(i))
      .map((item): Admission<Item> => ({ item, verdict: 'new' })),
    ...lost.map(({ item }, i): Admission<Item> => {
      const answer = stored[i];
      if (!answer) throw new Error('an idempotency key was neither reserved nor found');
      return asAdmission(item, answer);
    }),
  ];
};

const asAdmission = <Item extends Candidate>(
  item: Item,
  { bodyHash, answer }: IdempotentAnswer,
): Admission<Item> =>
  bodyHash === item.submission.idempotency?.bodyHash
    ? { item, verdict: 'replayed', notifications: answer as readonly Accepted[] } // answerRow wrote it
    : { item, verdict: 'key_reused' };

const storedAnswers = (
  tx: Transaction,
  rows: readonly IdempotentAnswer[],
): Promise<readonly (IdempotentAnswer | undefined)[]> =>
  rows.length === 0 ? Promise.resolve([]) : tx.idempotency.find(rows);

const admitMessages = async <Item extends Candidate>(
  tx: Transaction,
  items: readonly Item[],
): Promise<readonly Admission<Item>[]> => {
  if (items.length === 0) return [];
  const entries = items.flatMap(({ submission }) => (submission.inbox ? [submission.inbox] : []));
  const fresh = await tx.inbox.add(entries);
  return items.map((item, i) => ({ item, verdict: fresh.has(i) ? 'new' : 'duplicate' }));
};

const answerRow = ({ submission, receipt }: Candidate): IdempotentAnswer => {
  if (!submission.idempotency) throw new Error('only keyed submissions have an answer to keep');
  return { ...submission.idempotency, answer: receipt.notifications };
};

const byKey = (a: Candidate, b: Candidate): number =>
  compare(keyText(a.submission), keyText(b.submission));

const keyText = ({ idempotency }: Submission): string =>
  [idempotency?.principal, idempotency?.route, idempotency?.key].join('\u0000');

const byEvent = (a: Candidate, b: Candidate): number =>
  compare(eventText(a.submission), eventText(b.submission));

const eventText = ({ inbox }: Submission): string => [inbox?.source, inbox?.eventId].join('\u0000');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
