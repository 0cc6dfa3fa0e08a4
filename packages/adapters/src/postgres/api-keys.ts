import type { Sql } from './client.ts';
import { guarded } from './errors.ts';

/** A key as it is stored: its secret only as a digest. */
export interface StoredApiKey {
  readonly id: string;
  /** The source of what is handed in with it. */
  readonly name: string;
  readonly secretSha256: Buffer;
  readonly scopes: readonly string[];
  readonly test: boolean;
  readonly revokedAt: Date | null;
}

export interface ApiKeys {
  find(id: string): Promise<StoredApiKey | undefined>;
  /** False when there is a key of that id already. */
  add(key: Omit<StoredApiKey, 'revokedAt'>): Promise<boolean>;
}

export const createApiKeys = (sql: Sql): ApiKeys => ({
  find: (id) =>
    guarded(async () => {
      const [row] = await sql<
        {
          id: string;
          name: string;
          secret_sha256: Buffer;
          scopes: string[];
          test: boolean;
          revoked_at: Date | null;
        }[]
      >`select id, name, secret_sha256, scopes, test, revoked_at from api_keys where id = ${id}`;
      return (
        row && {
          id: row.id,
          name: row.name,
          secretSha256: row.secret_sha256,
          scopes: row.scopes,
          test: row.test,
          revokedAt: row.revoked_at,
        }
      );
    }),

  add: (key) =>
    guarded(async () => {
      const rows = await sql`
        insert into api_keys (id, name, secret_sha256, scopes, test)
        values (${key.id}, ${key.name}, ${key.secretSha256}, ${[...key.scopes]}::text[], ${key.test})
        on conflict do nothing`;
      return rows.count === 1;
    }),
});
