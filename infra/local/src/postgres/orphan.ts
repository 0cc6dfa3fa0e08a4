import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { end, type Insistence } from '../platform/end.ts';
import { commandLine, identify } from '../platform/identity.ts';

/** Fast shutdown, then immediate shutdown (recovery at the next start), see postgres(1). */
export const postgresEnding: readonly Insistence[] = [
  { signal: 'SIGINT', graceMs: 15_000 },
  { signal: 'SIGQUIT', graceMs: 5_000 },
];

/**
 * Ends a PostgreSQL that still serves this cluster although the process that started it is gone.
 *
 * PostgreSQL itself notes its number in the cluster. When that number has been given to another
 * process since, the note is removed, since PostgreSQL would refuse to start over it.
 */
export async function endOrphanedPostgres(cluster: string): Promise<'ended' | 'none'> {
  const note = join(cluster, 'postmaster.pid');
  const pid = notedPid(note);
  const identity = pid === undefined ? undefined : await identify(pid);
  if (identity === undefined) return 'none';
  if (!(await commandLine(identity.pid)).includes(cluster)) {
    rmSync(note, { force: true });
    return 'none';
  }
  await end(identity, postgresEnding);
  return 'ended';
}

function notedPid(note: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(note, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
