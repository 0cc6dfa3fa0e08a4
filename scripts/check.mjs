// Format and lint, types, module boundaries, dead code, licences: one line each, its output only on failure.
import { join } from 'node:path';
import { ensureSetup, failSetup } from './setup.mjs';
import { command } from './support/command.mjs';
import { at, bin } from './support/root.mjs';
import { packageFolders } from './support/workspace.mjs';

await ensureSetup({ upTo: 'installed' }).catch(failSetup);

const checks = [
  { name: 'format and lint', tool: 'biome', args: ['check', '--error-on-warnings'] },
  { name: 'types', tool: 'tsc', args: ['-b', ...packageFolders()] },
  {
    name: 'boundaries',
    tool: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', 'packages', 'apps', 'infra', 'tests'],
  },
  { name: 'dead code', tool: 'knip', args: ['--no-progress', '--no-config-hints'] },
  { name: 'licences', program: process.execPath, args: [at('scripts', 'licences.mjs')] },
];

const results = await Promise.all(
  checks.map(async ({ name, tool, program = join(bin, tool), args }) => {
    const began = Date.now();
    const { code, output } = await command(program, args, { output: 'kept' });
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
    return { name, code, output };
  }),
);

const failed = results.filter(({ code }) => code !== 0);
for (const { name, output } of failed) console.error(`\n--- ${name} ---\n${output.trimEnd()}`);
process.exit(failed.length === 0 ? 0 : 1);
