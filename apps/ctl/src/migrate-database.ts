import { databasePlaceOf, migrate, reasonOf } from '@postroom/adapters/postgres';
import { migrateQueues } from '@postroom/adapters/queue';
import type { Config } from '@postroom/runtime';

/**
 * `npm run migrate`: brings the database to this version's schema and says what it applied.
 * Idempotent; when several run at once, one works and the others wait for it. The schema of the
 * queues is made too, even where Redis will carry them: roles without a REDIS_URL would wait for it.
 */
export const migrateDatabase = async (
  config: Pick<Config, 'database' | 'tls'>,
  say: (line: string) => void,
): Promise<void> => {
  const { migrateUrl } = config.database;
  const { applied, total } = await migrateBoth(migrateUrl, config.tls).catch((error: unknown) => {
    throw new Error(explain(migrateUrl, error), { cause: error });
  });
  for (const name of applied) say(`applied ${name}`);
  say(
    applied.length === 0
      ? `nothing to do: all ${total} migrations were applied before`
      : `the database is up to date, ${total} migrations in all`,
  );
};

const migrateBoth = async (
  url: string,
  tls: Config['tls'],
): Promise<Awaited<ReturnType<typeof migrate>>> => {
  const report = await migrate(url, tls);
  // With several hosts the queues are on Redis, whose driver knows how to follow one.
  if (!databasePlaceOf(url).hosts.includes(',')) await migrateQueues({ databaseUrl: url, tls });
  return report;
};

const explain = (url: string, error: unknown): string => {
  const { hosts, database } = databasePlaceOf(url);
  const reason = reasonOf(error, hosts);
  return `the database ${database} on ${hosts} could not be migrated: ${reason}. Check MIGRATE_DATABASE_URL, else DATABASE_URL, and that the server runs and lets this user create tables`;
};
