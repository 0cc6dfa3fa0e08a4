import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestServers } from '@postroom/local/testing';
import type { Mutation } from './mutations.ts';

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** Runs one named test in a copy of the sources: `passed`, `failed`, or `not run`. */
export const runTest = (
  folder: string,
  { project, file, name }: Mutation['test'],
  servers: TestServers,
): Promise<'passed' | 'failed' | 'not run'> => {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const args = [
    'run',
    '--project',
    project,
    file,
    '--testNamePattern',
    `${name.replaceAll(/[^\w ,']/g, '.')}$`,
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const env = { ...process.env, POSTROOM_TEST_SERVERS: JSON.stringify(servers) };
  return new Promise((resolve) => {
    const program = join(folder, 'node_modules', '.bin', 'vitest');
    execFile(program, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 }, () => {
      const found = outcomesIn(report).find(({ title }) => title === name);
      if (found?.status === 'passed' || found?.status === 'failed') resolve(found.status);
      else resolve('not run');
    });
  });
};

const outcomesIn = (report: string) => {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    return testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch {
    // A copy that does not even load has no report, and no test that noticed.
    return [];
  }
};
