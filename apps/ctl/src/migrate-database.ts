import { migrate } from '@postroom/adapters/postgres';
import type { Config } from '@postroom/runtime';

/**
 * `npm run migrate`: brings the database to this version's schema and says what it applied.
 * Idempotent; when several run at once, one works and the others wait for it.
 */
export const migrateDatabase = async (
  config: Pick<Config, 'database'>,
  say: (line: string) => void,
): Promise<void> => {
  const { migrateUrl } = config.database;
  const { applied, total } = await migrate(migrateUrl).catch((error: unknown) => {
    throw new Error(explain(migrateUrl, error), { cause: error });
  });
  for (const name of applied) say(`applied ${name}`);
  say(
    applied.length === 0
      ? `nothing to do: all ${total} migrations were applied before`
      : `the database is up to date, ${total} migrations in all`,
  );
};

const explain = (url: string, error: unknown): string => {
  const { host, pathname } = new URL(url);
  const reason = error instanceof Error ? error.message : String(error);
  const database = `the database ${pathname.slice(1)} on ${host}`;
  return `${database} could not be migrated: ${reason}. Check MIGRATE_DATABASE_URL, else DATABASE_URL, and that the server runs and lets this user create tables`;
};
