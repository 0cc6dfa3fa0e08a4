import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf } from '../tls/certificate-fault.ts';
import type { Sql } from './client.ts';
import { hasSchema } from './migrate.ts';

/**
 * Waits until the schema is this version's. Roles never migrate: they wait, not ready, until
 * `npm run migrate` has been there. Rejects only when `signal` aborts.
 * @param onWaiting called once a second with the reason.
 */
export const waitForSchema = async (
  sql: Sql,
  options: { readonly signal?: AbortSignal; readonly onWaiting?: (reason: string) => void } = {},
): Promise<void> => {
  for (;;) {
    const reason = await hasSchema(sql).then(
      (there) => (there ? undefined : 'the database is not migrated: npm run migrate'),
      (error: unknown) =>
        `the database does not answer: ${reasonOf(error, `DATABASE_URL (${sql.options.host.join(', ')})`)}`,
    );
    if (reason === undefined) return;
    options.onWaiting?.(reason);
    await pause(1_000, undefined, options.signal ? { signal: options.signal } : {});
  }
};
