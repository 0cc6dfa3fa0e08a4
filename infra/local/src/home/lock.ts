import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Identity, identify, isRunning } from '../platform/identity.ts';

export type Lock = { release(): void };

/**
 * Takes the lock file, or says who holds it.
 *
 * A lock is held as long as the very process that wrote it runs; one left by a dead process is taken
 * over. Linking a finished file makes taking it atomic, and moving a stale one aside before removing
 * it keeps two takers from removing each other's.
 */
export async function takeLock(file: string): Promise<Lock | Identity> {
  const own = JSON.stringify({
    ...(await identify(process.pid)),
    token: randomBytes(8).toString('hex'),
  });
  for (;;) {
    if (createWith(file, own)) return { release: () => releaseOwn(file, own) };
    const content = read(file);
    if (content === undefined) continue;
    const holder = parse(content);
    if (holder !== undefined && (await isRunning(holder))) return holder;
    moveAside(file, content);
  }
}

function createWith(file: string, content: string): boolean {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a stale lock, unless another taker has put its own there since it was read. */
function moveAside(file: string, stale: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved !== undefined && moved !== stale) createWith(file, moved);
  rmSync(aside, { force: true });
}

function releaseOwn(file: string, own: string): void {
  if (read(file) === own) rmSync(file, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(content: string): Identity | undefined {
  try {
    const { pid, began } = JSON.parse(content) as Partial<Identity>;
    return typeof pid === 'number' && typeof began === 'string' ? { pid, began } : undefined;
  } catch {
    return undefined;
  }
}
