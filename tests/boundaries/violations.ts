import { execFile } from 'node:child_process';
import { join } from 'node:path';

/**
 * What the boundaries check finds in a copy of the sources, as `<rule>: <file>`, in the order found.
 */
export function violations(folder: string): Promise<readonly string[]> {
  const program = join(folder, 'node_modules', '.bin', 'depcruise');
  const rooms = ['packages', 'apps', 'infra', 'tests'];
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...rooms];
  return new Promise((resolve, reject) => {
    const limits = { cwd: folder, maxBuffer: 256 * 1024 * 1024 };
    execFile(program, args, limits, (error, stdout, stderr) => {
      // It exits with the number of violations; without a report it has not looked at all.
      if (!stdout.startsWith('{')) return reject(new Error(stderr, { cause: error }));
      const { summary } = JSON.parse(stdout) as Report;
      resolve(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`));
    });
  });
}

type Report = {
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
    }[];
  };
};
