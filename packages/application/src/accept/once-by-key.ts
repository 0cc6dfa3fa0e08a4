import type { KeyedBody } from '../commands.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import { reusedKey } from './coalesce.ts';

export type Once<Answer> =
  | { readonly replayed: false }
  | { readonly replayed: true; readonly answer: Answer };

/**
 * Lets a key in once, with an answer that is known beforehand; if the work fails, the key is free
 * again with the rest of the transaction. Waits for a concurrent holder of the key.
 * @throws DomainError `idempotency_key_reused`.
 */
export const onceByKey = async <Answer>(
  tx: Transaction,
  key: KeyedBody,
  answer: Answer,
): Promise<Once<Answer>> => {
  const won = await tx.idempotency.reserve([{ ...key, answer }]);
  if (won.has(0)) return { replayed: false };
  const [stored] = await tx.idempotency.find([key]);
  if (!stored) throw new Error('an idempotency key was neither reserved nor found');
  if (stored.bodyHash !== key.bodyHash) throw reusedKey(key.key);
  // Callers of one route keep one kind of answer.
  return { replayed: true, answer: stored.answer as Answer };
};
