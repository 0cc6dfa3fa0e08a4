import { execFile } from 'node:child_process';
import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from '../platform/account.ts';
import type { Place } from './place.ts';

const run = promisify(execFile);

export const superuser = 'postroom';

export type ClusterOptions = {
  readonly place: Place;
  readonly account: Account | undefined;
  readonly password: string;
  /** `lost` skips the flush to disk: for data that may vanish with the machine. */
  readonly onPowerCut: 'kept' | 'lost';
};

/**
 * The cluster in its place, made when there is none. Returns its folder.
 *
 * It is made aside and renamed when complete, so that a process killed half-way leaves nothing that
 * looks like a cluster. Passwords are asked for on every connection; the locale is PostgreSQL's own
 * C.UTF-8, the same on every machine.
 */
export async function ensureCluster(options: ClusterOptions): Promise<string> {
  const { place, account, password, onPowerCut } = options;
  const cluster = join(place.folder, 'cluster');
  if (existsSync(join(cluster, 'PG_VERSION'))) return cluster;

  const half = `${cluster}.new`;
  const passwordFile = join(place.folder, 'password.new');
  rmSync(half, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  try {
    await run(
      place.binaries.initdb,
      [
        `--pgdata=${half}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        ...(onPowerCut === 'lost' ? ['--no-sync'] : []),
      ],
      // A setting of the caller's shell (PGDATA, LC_ALL) must not decide what is made here.
      { ...account, cwd: place.folder, env: { PATH: process.env.PATH, TZ: 'UTC' } },
    );
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() ?? '';
    throw new Error(`PostgreSQL could not make its data folder ${cluster}: ${said}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmSync(cluster, { recursive: true, force: true });
  renameSync(half, cluster);
  return cluster;
}
