import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, canEnter, canRun } from '../platform/account.ts';
import { binariesIn, type PostgresBinaries, postgresBinaries } from './binaries.ts';
import { endOrphanedPostgres } from './orphan.ts';

export type Place = {
  readonly binaries: PostgresBinaries;
  /** The folder that holds the cluster; the server's user owns it and can enter it. */
  readonly folder: string;
};

/**
 * Where PostgreSQL can live, given who runs it.
 *
 * PostgreSQL refuses root, so root runs it as nobody, and nobody cannot enter a private folder such
 * as root's home. Then cluster and programs go to a folder of their own under /var/tmp, and a
 * symbolic link in `dataDir` remembers which. Its name is derived from `dataDir` and ends at random,
 * so that no other user can lie in wait there; folders that an erased `dataDir` left are removed.
 */
export async function findPlace(dataDir: string, account: Account | undefined): Promise<Place> {
  const link = join(dataDir, 'place');
  const binaries = postgresBinaries();
  if (account === undefined) {
    mkdirSync(link, { recursive: true, mode: 0o700 });
    return { binaries, folder: link };
  }
  if (!isLink(link) && canEnter(account, dataDir) && canRun(account, binaries.postgres)) {
    mkdirSync(link, { recursive: true, mode: 0o700 });
    chownSync(link, account.uid, account.gid);
    return { binaries, folder: link };
  }
  const folder = await openFolder(link, account);
  return { binaries: reachableBinaries(binaries, folder, account), folder };
}

async function openFolder(link: string, account: Account): Promise<string> {
  if (isLink(link)) {
    const known = readlinkSync(link);
    if (existsSync(known) && statSync(known).uid === account.uid) return known;
    rmSync(link);
  }
  const name = `postroom-${createHash('sha256').update(link).digest('hex').slice(0, 12)}-`;
  const shared = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
  await removeLeftovers(shared, name, account);
  const folder = mkdtempSync(join(shared, name));
  chmodSync(folder, 0o700);
  chownSync(folder, account.uid, account.gid);
  symlinkSync(folder, link);
  return folder;
}

async function removeLeftovers(shared: string, name: string, account: Account): Promise<void> {
  for (const entry of readdirSync(shared)) {
    const folder = join(shared, entry);
    if (!entry.startsWith(name) || isLink(folder)) continue;
    if (statSync(folder).uid !== account.uid) continue;
    await endOrphanedPostgres(join(folder, 'cluster'));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies the programs when the server's user cannot run them where they are. */
function reachableBinaries(
  binaries: PostgresBinaries,
  folder: string,
  account: Account,
): PostgresBinaries {
  if (canRun(account, binaries.postgres)) return binaries;
  const version = createHash('sha256').update(realpathSync(binaries.root)).digest('hex');
  const root = join(folder, `programs-${version.slice(0, 12)}`);
  if (!existsSync(root)) {
    const half = `${root}.new`;
    rmSync(half, { recursive: true, force: true });
    cpSync(binaries.root, half, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !file.endsWith('.a'),
    });
    renameSync(half, root);
  }
  const copied = binariesIn(root);
  if (canRun(account, copied.postgres)) return copied;
  throw new Error(
    `PostgreSQL cannot run as the user nobody from ${root} (mounted noexec?): ` +
      'start Postroom as an ordinary user, or set DATABASE_URL',
  );
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
