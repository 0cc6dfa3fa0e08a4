import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/until.ts';

type Env = { readonly [name: string]: string };

/** A process of its own whose output goes to a file: reading it here would cost this process's CPU. */
export interface Program {
  readonly pid: number;
  /** All it has printed. */
  output(): string;
  /** SIGTERM, and SIGKILL when that does not help. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Env;
  /** What it prints once it is at work. */
  readonly readyLine: string;
}

const stopDeadlineMs = 30_000;

/** Starts Node with these arguments, as production would, and waits until it says that it is ready. */
export const startProgram = async (options: ProgramOptions): Promise<Program> => {
  const { name, args, env, readyLine } = options;
  const dir = mkdtempSync(join(tmpdir(), 'postroom-bench-out-'));
  const file = join(dir, 'output');
  const descriptor = openSync(file, 'w');
  const child = spawn(process.execPath, [...args], {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  // Whoever interrupts the benchmark does not leave its processes behind.
  const kill = (): unknown => child.kill('SIGKILL');
  process.once('exit', kill);
  const output = (): string => readFileSync(file, 'utf8');
  const stop = async (): Promise<void> => {
    await end(child);
    process.removeListener('exit', kill);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await until(
      `${name} to be ready`,
      () => child.exitCode !== null || output().includes(readyLine),
      90_000,
    );
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
  } catch (cause) {
    const said = output().slice(-2_000);
    await stop();
    throw new Error(`${name} did not start: ${said}`, { cause });
  }
  return { pid: child.pid ?? 0, output, stop };
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
  await exited;
  clearTimeout(timer);
};
