import { sql } from 'drizzle-orm';
import { boolean, check, customType, pgTable, text } from 'drizzle-orm/pg-core';
import { at, createdAt } from './times.ts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const apiKeys = pgTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    /** The source of what is handed in with it. */
    name: text('name').notNull(),
    secretSha256: bytes('secret_sha256').notNull(),
    scopes: text('scopes').array().notNull(),
    test: boolean('test').notNull(),
    createdAt: createdAt(),
    lastUsedAt: at('last_used_at'),
    revokedAt: at('revoked_at'),
  },
  (table) => [check('api_keys_digest', sql`length(${table.secretSha256}) = 32`)],
);
