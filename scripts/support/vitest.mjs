import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './command.mjs';
import { bin } from './root.mjs';

/**
 * Runs vitest with its normal output and resolves with `{ code, passed, failed }`. A runner that
 * crashed, or ran nothing, or was content with too little (a coverage threshold) counts as a failure.
 */
export async function vitest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-results-'));
  const report = join(folder, 'results.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { code } = await command(join(bin, 'vitest'), ['run', ...args, ...reporters], { env });
    return { code, ...counted(code, read(report)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function counted(code, results) {
  const passed = results?.numPassedTests ?? 0;
  const tests = results?.numFailedTests ?? 0;
  // A file that cannot be loaded fails without a test in it.
  const files = (results?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  ).length;
  const failed = tests + files;
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}

function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}
