import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './root.mjs';

/**
 * Runs a command in the repository's root and resolves with `{ code, output }`; never rejects.
 *
 * `output` is `shown` (passed through) or `kept` (returned, for whoever wants it only on failure). A
 * signal that reaches us meanwhile goes to the command, and we end with it.
 */
export function command(name, args, { env = process.env, output = 'shown' } = {}) {
  return new Promise((resolve) => {
    const child = spawn(name, args, {
      cwd: root,
      env,
      stdio: output === 'shown' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let said = '';
    const keep = (data) => {
      said += data;
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);

    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const settle = (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve({ code, output: said });
    };
    child.once('error', (error) => {
      said += `${name}: ${error.message}\n`;
      settle(127);
    });
    child.once('close', (code, signal) => settle(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** Whether an exit code says that a signal ended the command, so that we should end as well. */
export const wasInterrupted = (code) => code === 129 || code === 130 || code === 143;
