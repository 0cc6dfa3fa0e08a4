import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { takeLock } from './lock.ts';

/** Names and addresses, such as `{ API: 'http://127.0.0.1:8001' }`, in the order to show them. */
export type Urls = Readonly<Record<string, string>>;

export type Home = {
  /** The folder's full path. */
  readonly folder: string;
  /** Tells whoever looks, such as a second start or the operator's tool, what runs where. */
  announce(urls: Urls): void;
  /** Leaves the home to the next one; a second call is harmless. */
  release(): void;
};

/**
 * Takes the folder in which everything of a local Postroom lies (`.postroom`, `POSTROOM_HOME`), made
 * when missing, for this process alone.
 *
 * Throws {@link HomeInUse} while another process has it. A home whose process was killed is free.
 */
export async function claimHome(home: string): Promise<Home> {
  const folder = ensureFolder(resolve(home));
  const notice = join(folder, 'running.json');
  const lock = await takeLock(join(folder, 'lock'));
  if (!('release' in lock)) throw new HomeInUse(folder, lock.pid, readUrls(folder));
  rmSync(notice, { force: true });
  return {
    folder,
    announce(urls) {
      // The database's URL holds its password. Renamed into place: a reader sees all or nothing.
      writeFileSync(`${notice}.new`, JSON.stringify({ pid: process.pid, urls }, null, 2), {
        mode: 0o600,
      });
      renameSync(`${notice}.new`, notice);
    },
    release() {
      rmSync(notice, { force: true });
      lock.release();
    },
  };
}

/** What the process that has the home announced; empty when there is none or it has not yet. */
export function readUrls(home: string): Urls {
  try {
    const content = readFileSync(join(home, 'running.json'), 'utf8');
    return (JSON.parse(content) as { readonly urls: Urls }).urls;
  } catch {
    return {};
  }
}

/** Another process has the home; the message names it, its addresses and what to do. */
export class HomeInUse extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number, urls: Urls) {
    const addresses = Object.entries(urls).map(
      ([name, url]) => `  ${name.padEnd(20)} ${withoutPassword(url)}`,
    );
    super(
      [
        `Postroom is already running on ${folder} (process ${pid})${addresses.length > 0 ? ':' : '; it is still starting.'}`,
        ...addresses,
        `Stop it with Ctrl-C where it runs (or kill ${pid}), or set POSTROOM_HOME to another folder.`,
      ].join('\n'),
    );
    this.name = 'HomeInUse';
    this.pid = pid;
  }
}

function ensureFolder(folder: string): string {
  try {
    // Root's servers run as nobody and have to pass through; every secret in it is a private file.
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    return realpathSync(folder);
  } catch (cause) {
    throw new Error(
      `cannot make the folder ${folder} (${(cause as Error).message}): ` +
        'set POSTROOM_HOME to a folder that you may write to',
      { cause },
    );
  }
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}
