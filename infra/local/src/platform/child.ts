import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Account } from './account.ts';
import { end, type Insistence } from './end.ts';
import { type Identity, identify, isRunning } from './identity.ts';

export type ChildOptions = {
  /** What people call it: "PostgreSQL". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another user to run as; only root can ask for that. */
  readonly account?: Account | undefined;
  /** Where the process is written down, so that a later start finds one that outlived its parent. */
  readonly recordFile: string;
  /** How it is asked to end, the gentlest first; SIGKILL is always the last. */
  readonly ending: readonly Insistence[];
  readonly onLog?: ((line: string) => void) | undefined;
};

export type Child = {
  readonly pid: number;
  /** Resolves, with how it ended, when the process has ended for whatever reason; never rejects. */
  readonly exited: Promise<string>;
  /** How it ended, undefined while it runs. */
  ended(): string | undefined;
  /** The last lines it printed, for an error that says why. */
  lastLines(): string;
  /** Ends it and returns when it is gone. */
  stop(): Promise<void>;
};

const keptLines = 30;

/**
 * Starts a server as a child in a process group of its own: Ctrl-C in the terminal then reaches us
 * alone, and we stop the servers after their users, not before.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, args, cwd, env, account, recordFile, ending, onLog } = options;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(account ?? {}),
  });

  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      onLog?.(line);
    });
  }

  let how: string | undefined;
  const exited = new Promise<string>((resolve) => {
    const settle = (reason: string): void => {
      how ??= reason;
      rmSync(recordFile, { force: true });
      resolve(how);
    };
    child.once('error', (error) => settle(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => settle(signal ? `ended by ${signal}` : `exit ${code}`));
  });

  const pid = child.pid;
  if (pid === undefined) throw new Error(`${name} ${await exited}`);
  const identity = (await identify(pid)) ?? { pid, began: '' };
  if (how === undefined) writeFileSync(recordFile, JSON.stringify(identity), { mode: 0o600 });

  return {
    pid,
    exited,
    ended: () => how,
    lastLines: () => lines.join('\n'),
    async stop() {
      if (how !== undefined) return;
      await end(identity, ending);
      await exited;
    },
  };
}

/** Ends the process written down in `recordFile` if it outlived the one that started it. */
export async function endOrphan(
  recordFile: string,
  ending: readonly Insistence[],
): Promise<'ended' | 'none'> {
  const identity = recorded(recordFile);
  const alive = identity !== undefined && (await isRunning(identity));
  if (alive) await end(identity, ending);
  rmSync(recordFile, { force: true });
  return alive ? 'ended' : 'none';
}

function recorded(recordFile: string): Identity | undefined {
  try {
    const { pid, began } = JSON.parse(readFileSync(recordFile, 'utf8')) as Partial<Identity>;
    return typeof pid === 'number' && typeof began === 'string' ? { pid, began } : undefined;
  } catch {
    return undefined;
  }
}
