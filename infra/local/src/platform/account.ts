import { execFileSync, spawnSync } from 'node:child_process';

/** A user of this machine, by number. */
export type Account = { readonly uid: number; readonly gid: number };

/**
 * Whom a server runs as that refuses root: nobody when we are root, undefined (ourselves) when not.
 */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: id('-u'), gid: id('-g') };
}

/** Whether that user can enter the folder: asked of the system, which alone knows every rule. */
export function canEnter(account: Account, folder: string): boolean {
  const asked = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], {
    ...account,
    cwd: '/',
    stdio: 'ignore',
  });
  return asked.status === 0;
}

/** Whether that user can run the program (`<program> --version` succeeds). */
export function canRun(account: Account, program: string): boolean {
  return spawnSync(program, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

function id(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }).trim());
}
