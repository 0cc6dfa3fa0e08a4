import type { Sql } from './client.ts';
import { type Erasure, erasePerson, type Person, unfinishedOf } from './erase-person.ts';
import { guarded } from './errors.ts';

/** A key as an operator may see it: nothing of its secret. */
export interface ListedKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly test: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What only an operator does, straight on the primary. */
export interface OperatorStore {
  keys(): Promise<readonly ListedKey[]>;
  /** False when there is no such key; one that was revoked before stays as it was. */
  revokeKey(id: string): Promise<boolean>;
  /** Ids of a person's notifications that have not ended. */
  unfinished(person: Person): Promise<readonly string[]>;
  /**
   * Erases variables, contents, addresses, tags and preferences. Rows stay under `pseudonym`, so that
   * counts stay true. Suppressions stay: they are what keeps mail away. After a crash, call it again.
   */
  erase(person: Person, pseudonym: string): Promise<Erasure>;
}

export const createOperatorStore = (sql: Sql): OperatorStore => ({
  keys: () =>
    guarded(
      () => sql<ListedKey[]>`
        select id, name, scopes, test, created_at as "createdAt", last_used_at as "lastUsedAt",
          revoked_at as "revokedAt"
        from api_keys order by created_at, id`,
    ),

  revokeKey: (id) =>
    guarded(async () => {
      const rows = await sql`
        update api_keys set revoked_at = coalesce(revoked_at, now()) where id = ${id}`;
      return rows.count === 1;
    }),

  unfinished: (person) => guarded(() => unfinishedOf(sql, person)),

  erase: (person, pseudonym) => erasePerson(sql, person, pseudonym),
});
