import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Campaign } from '../report.ts';
import { builtCopy } from './built-copy.ts';
import type { Removal } from './removal.ts';

/** The same victims each time. */
const seed = 26;
/** No short scenario takes a third of it. */
const deadlineMs = 600_000;

export interface Noticed {
  /** 1 when a scenario does not hold. */
  readonly exitCode: number | null;
  /** What the scenario said. */
  readonly failures: readonly string[];
}

/** Runs the scenario of a removal, short, on a copy without the protection and on servers of its own. */
export const runWithout = async ({ scenario, changes }: Removal): Promise<Noticed> => {
  const copy = builtCopy(changes);
  const report = join(copy.folder, 'reports', 'chaos', 'report.json');
  rmSync(report, { force: true });
  const main = join('tests', 'chaos', 'main.ts');
  const given = ['--import', 'tsx', main, '--short', '--seed', String(seed), '--only', scenario];
  const child = spawn(process.execPath, given, { cwd: copy.folder, stdio: 'ignore' });
  const end = (): void => void child.kill('SIGTERM');
  process.once('exit', end);
  const timer = setTimeout(end, deadlineMs);
  try {
    const exitCode = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { exitCode, failures: failuresIn(report, scenario) };
  } finally {
    clearTimeout(timer);
    process.off('exit', end);
    copy.remove();
  }
};

/** Empty when the campaign did not come as far as a report. */
const failuresIn = (report: string, scenario: string): readonly string[] => {
  try {
    const { results } = JSON.parse(readFileSync(report, 'utf8')) as Campaign; // it wrote this itself
    return results.find(({ name }) => name === scenario)?.failures ?? [];
  } catch {
    return [];
  }
};
