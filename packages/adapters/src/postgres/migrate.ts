import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { type ConnectOptions, connect, type Sql } from './client.ts';
import { makePartitions } from './partitions.ts';

// The same two steps up from src/postgres and from dist/postgres.
export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

const lockKey = 7_067_839_153;
const partitionsAheadWeeks = 1;

export interface MigrationReport {
  /** Names of the migrations that were applied now, in order. */
  readonly applied: readonly string[];
  readonly total: number;
}

/** Brings a database to this version's schema. Idempotent; when several run at once, one works and the others wait. */
export const migrate = async (
  url: string,
  tls?: ConnectOptions['tls'],
): Promise<MigrationReport> => {
  // Waiting for another's migration, and large ones, take as long as they take.
  const sql = connect({
    url,
    max: 1,
    name: 'postroom-migrate',
    connectTimeoutSeconds: 10,
    silenceSeconds: 'none',
    tls,
  });
  try {
    await sql`set statement_timeout = 0`;
    await sql`set idle_in_transaction_session_timeout = 0`;
    await sql`select pg_advisory_lock(${lockKey})`;
    const before = await appliedCount(sql);
    await applyMigrations(drizzle(sql), { migrationsFolder });
    await makeFirstPartitions(sql);
    const names = await migrationNames();
    return { applied: names.slice(before), total: names.length };
  } finally {
    await sql.end({ timeout: 5 });
  }
};

/** Relays make the later ones; this week's have to be there before its first notification. */
const makeFirstPartitions = async (sql: Sql): Promise<void> => {
  try {
    await makePartitions(sql, partitionsAheadWeeks);
  } catch (error) {
    // 55P03: roles are at work on these tables. What they write now goes to the default partition.
    if ((error as { code?: unknown }).code !== '55P03') throw error;
  }
};

/** Whether the database has every migration that this version knows. */
export const hasSchema = async (sql: Sql): Promise<boolean> =>
  (await appliedCount(sql)) >= (await migrationNames()).length;

const appliedCount = async (sql: Sql): Promise<number> => {
  const [known] = await sql<
    { there: boolean }[]
  >`select to_regclass('drizzle.__drizzle_migrations') is not null as there`;
  if (!known?.there) return 0;
  const [row] = await sql<
    { count: number }[]
  >`select count(*)::int as count from drizzle.__drizzle_migrations`;
  return row?.count ?? 0;
};

const migrationNames = async (): Promise<readonly string[]> => {
  const journal: unknown = JSON.parse(
    await readFile(`${migrationsFolder}/meta/_journal.json`, 'utf8'),
  );
  // drizzle-kit writes the journal; it lies in this package.
  return (journal as { entries: { tag: string }[] }).entries.map(({ tag }) => tag);
};
