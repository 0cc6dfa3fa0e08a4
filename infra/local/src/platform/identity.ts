import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A process that is known again after a restart of ours: its number alone may belong to another by
 * then, so the moment it began comes with it.
 */
export type Identity = {
  readonly pid: number;
  /** Opaque, compared for equality only; empty when the platform does not tell. */
  readonly began: string;
};

/** Who the process `pid` is, or undefined when there is none (a zombie counts as none). */
export async function identify(pid: number): Promise<Identity | undefined> {
  if (!exists(pid)) return undefined;
  const began = process.platform === 'linux' ? await beganLinux(pid) : await beganElsewhere(pid);
  return began === undefined ? undefined : { pid, began };
}

/** Whether that very process still runs, and not another that was given its number. */
export async function isRunning(identity: Identity): Promise<boolean> {
  const now = await identify(identity.pid);
  if (now === undefined) return false;
  return now.began === '' || identity.began === '' || now.began === identity.began;
}

/** The command line of a process as one string, empty when it cannot be read. */
export async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    }
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function beganLinux(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command, in parentheses, may hold spaces and parentheses itself: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    return `${boot.trim()}/${fields[19] ?? ''}`;
  } catch {
    return undefined;
  }
}

async function beganElsewhere(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') return '';
  try {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
    const [state = '', ...started] = stdout.trim().split(/\s+/);
    return state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}
