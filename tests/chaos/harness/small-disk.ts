import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type postgres from 'postgres';

/** A disk of a few MiB on which a database's tables and indexes lie. */
export interface SmallDisk {
  /** Takes all that is left. */
  fill(): void;
  /** Gives back what `fill` took. */
  makeRoom(): void;
  /** Puts the tables back to where they were. */
  remove(): Promise<void>;
}

const tablespace = 'chaos_small';

/**
 * Moves a database to a disk of its own, in memory; its log stays where it is, as on a machine with
 * a disk for each. Undefined where nobody lets us mount one.
 */
export const moveToSmallDisk = async (
  sql: postgres.Sql,
  mebibytes: number,
): Promise<SmallDisk | undefined> => {
  const [row] = await sql<{ data_directory: string }[]>`show data_directory`;
  const { uid, gid } = statSync(row?.data_directory ?? '');
  const folder = mkdtempSync(join(tmpdir(), 'postroom-disk-'));
  const options = `size=${mebibytes}m,uid=${uid},gid=${gid},mode=0700`;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const unmount = (): void => {
    // Lazily: a server that is killed with the campaign may still hold a file.
    execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', unmount);
  const move = async (from: string, to: string): Promise<void> => {
    await sql.unsafe(`alter table all in tablespace ${from} set tablespace ${to}`);
    await sql.unsafe(`alter index all in tablespace ${from} set tablespace ${to}`);
  };
  await sql.unsafe(`create tablespace ${tablespace} location '${folder}'`);
  await move('pg_default', tablespace);
  const filler = join(folder, 'filler');
  return {
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(bavail * bsize));
    },
    makeRoom: () => rmSync(filler, { force: true }),
    async remove() {
      await move(tablespace, 'pg_default');
      await sql.unsafe(`drop tablespace ${tablespace}`);
      process.off('exit', unmount);
      unmount();
    },
  };
};
