import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** One role as a process of its own, started from what was built, as in production. */
export interface RoleProcess {
  readonly pid: number;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Lines of its JSON log, parsed. */
  log(): readonly { readonly [field: string]: unknown }[];
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it is gone for whatever reason, with its exit code, null after a signal. */
  readonly exited: Promise<number | null>;
}

const readyDeadlineMs = 90_000;

/** Starts a role and waits until it says that it is ready. Rejects with its output when it ends or takes too long. */
export const startRole = async (
  role: string,
  env: { readonly [name: string]: string },
): Promise<RoleProcess> => {
  const main = fileURLToPath(new URL(`../../apps/${role}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  // As Node documents the event.
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const readyLine = `${role === 'all' ? 'postroom' : role} is ready\n`;
  const ready = new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(readyLine)) resolve();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => reject(new Error(`${role} ended with ${code}:\n${output}`)));
  });
  await withinDeadline(ready, `${role} to be ready`, () => output, child);
  return {
    pid: child.pid ?? 0,
    output: () => output,
    log: () =>
      output
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
    exited,
    stop: () => end(child, 'SIGTERM'),
    async kill() {
      await end(child, 'SIGKILL');
    },
  };
};

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = await exited;
  return code;
};

const withinDeadline = async (
  ready: Promise<void>,
  what: string,
  output: () => string,
  child: ChildProcess,
): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`waited ${readyDeadlineMs} ms for ${what}:\n${output()}`));
    }, readyDeadlineMs);
  });
  try {
    await Promise.race([ready, late]);
  } finally {
    clearTimeout(timer);
  }
};
