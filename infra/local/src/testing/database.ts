import { createHash } from 'node:crypto';
import postgres from 'postgres';
import { uniqueName } from './name.ts';
import type { TestServers } from './servers.ts';

export type TestDatabaseOptions = {
  readonly servers: TestServers;
  /** Brings an empty database to the schema under test, and closes its connections before it returns. */
  readonly migrate: (url: string) => Promise<unknown>;
  /**
   * What tells one schema from another, such as a hash of the migrations; tests with the same one
   * share a template. The default is one schema for the whole run.
   */
  readonly schemaVersion?: string;
};

export type TestDatabase = {
  readonly url: string;
  /** Drops the database, connections to it included. */
  drop(): Promise<void>;
};

/**
 * A database of one's own, cloned in some 50 ms from a template that is migrated once per run.
 *
 * Safe from many test processes at once: the first to come migrates under an advisory lock, the
 * others wait for it.
 */
export async function createTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const { servers } = options;
  const name = uniqueName('test');
  await asAdmin(servers, async (sql) => {
    const template = await ensureTemplate(sql, options);
    await sql`create database ${sql(name)} template ${sql(template)}`;
  });
  return {
    url: databaseUrl(servers, name),
    drop: () =>
      asAdmin(servers, async (sql) => {
        await sql`drop database if exists ${sql(name)} with (force)`;
      }),
  };
}

async function ensureTemplate(sql: postgres.Sql, options: TestDatabaseOptions): Promise<string> {
  const { servers, migrate, schemaVersion = 'one' } = options;
  const template = `template_${createHash('sha256').update(schemaVersion).digest('hex').slice(0, 16)}`;
  await sql`select pg_advisory_lock(hashtextextended(${template}, 0))`;
  try {
    const [found] = await sql`select datistemplate from pg_database where datname = ${template}`;
    if (found?.datistemplate === true) return template;
    // A template without its mark is one whose migration failed half-way.
    await sql`drop database if exists ${sql(template)} with (force)`;
    await sql`create database ${sql(template)}`;
    await migrate(databaseUrl(servers, template));
    await sql`alter database ${sql(template)} with is_template true`;
    return template;
  } finally {
    await sql`select pg_advisory_unlock(hashtextextended(${template}, 0))`;
  }
}

/** One connection for the whole of `work`: an advisory lock belongs to its connection. */
async function asAdmin(
  servers: TestServers,
  work: (sql: postgres.Sql) => Promise<void>,
): Promise<void> {
  const sql = postgres(servers.postgresUrl, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function databaseUrl(servers: TestServers, name: string): string {
  const url = new URL(servers.postgresUrl);
  url.pathname = `/${name}`;
  return url.toString();
}
