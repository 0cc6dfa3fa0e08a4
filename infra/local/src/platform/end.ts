import { eventually } from './eventually.ts';
import { type Identity, isRunning } from './identity.ts';

export type Insistence = {
  readonly signal: NodeJS.Signals;
  /** Milliseconds to wait for the end before the next, harsher signal. */
  readonly graceMs: number;
};

/**
 * Ends a process with one signal after another, each with its grace, and SIGKILL last.
 *
 * Returns when it is gone; a process that has gone already is no error.
 */
export async function end(identity: Identity, steps: readonly Insistence[]): Promise<void> {
  const all: readonly Insistence[] = [...steps, { signal: 'SIGKILL', graceMs: 5_000 }];
  for (const { signal, graceMs } of all) {
    if (!(await isRunning(identity))) return;
    send(identity.pid, signal);
    const gone = await eventually(async () => ((await isRunning(identity)) ? undefined : true), {
      what: `process ${identity.pid} to end`,
      deadlineMs: graceMs,
      everyMs: 20,
    }).catch(() => false);
    if (gone) return;
  }
  throw new Error(`process ${identity.pid} did not end, not even on SIGKILL`);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
