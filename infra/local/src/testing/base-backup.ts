import { execFile } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type postgres from 'postgres';
import { unprivilegedAccount } from '../platform/account.ts';
import { findPlace } from '../postgres/place.ts';

/**
 * Copies the files of a running server between `pg_backup_start` and `pg_backup_stop`, so that
 * `startPostgres` finds a cluster in `to` that recovers as `files` say: `standby.signal` or
 * `recovery.signal`, and settings in `postgresql.auto.conf`. Its users, and their passwords, are the
 * original's.
 * @param sql one connection (`max: 1`) of a superuser: both functions belong to one session.
 */
export async function takeBaseBackup({
  sql,
  from,
  to,
  files,
}: {
  readonly sql: postgres.Sql;
  /** `dataDir` of the server. */
  readonly from: string;
  /** `dataDir` of the copy; made. */
  readonly to: string;
  readonly files: Readonly<Record<string, string>>;
}): Promise<void> {
  const account = unprivilegedAccount();
  mkdirSync(to);
  copyFileSync(join(from, 'password'), join(to, 'password'));
  const source = join((await findPlace(from, account)).folder, 'cluster');
  const target = join((await findPlace(to, account)).folder, 'cluster');

  await sql`select pg_backup_start('copy', fast => true)`;
  await promisify(execFile)('cp', ['-a', source, target]);
  const [label] = await sql<{ labelfile: string }[]>`
    select labelfile from pg_backup_stop(wait_for_archive => false)`;
  rmSync(join(target, 'postmaster.pid'));
  for (const [name, text] of Object.entries({ backup_label: label?.labelfile ?? '', ...files })) {
    writeFileSync(join(target, name), text, { mode: 0o600 });
    if (account !== undefined) chownSync(join(target, name), account.uid, account.gid);
  }
}

/** A folder that a server started by `startPostgres` may write to, such as an archive of its log. */
export function makeServerFolder(folder: string): string {
  mkdirSync(folder);
  const account = unprivilegedAccount();
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}
