import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'postroom-env-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a command of the root says that reads `TYPES_DIR` and needs no server. */
const typesCheck = (args: readonly string[], env: { readonly [name: string]: string } = {}) => {
  const command = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, 'apps/ctl/dist/main.js', ...args, 'types', 'check'],
    { env: { PATH: process.env.PATH ?? '', ...env }, encoding: 'utf8' },
  );
  return { status, said: stdout + stderr };
};

const typesIn = (name: string, queue: string): string => {
  const types = join(folder, name);
  mkdirSync(types);
  writeFileSync(join(types, `${name}.yaml`), `queue: ${queue}\n`);
  const file = join(folder, `${name}.env`);
  writeFileSync(file, `TYPES_DIR=${types}\n`);
  return file;
};

it('commands read the files that --env-file names, the later over the earlier, the environment over both', () => {
  const [one, two] = [typesIn('one', 'first'), typesIn('two', 'second')];

  const single = typesCheck(['--env-file', one]);
  const both = typesCheck([`--env-file=${one}`, `--env-file=${two}`]);
  const environment = typesCheck([`--env-file=${one}`], { TYPES_DIR: join(folder, 'two') });

  expect(single.said).toContain('one.yaml:1');
  expect(both.said).toContain('two.yaml:1');
  expect(environment.said).toContain('two.yaml:1');
});

it('a file that is not there ends the command, naming it', () => {
  const { status, said } = typesCheck(['--env-file=/nowhere/prod.env']);

  // Some versions of Node read the option themselves and end with a status of their own.
  expect(status).toBeGreaterThan(0);
  expect(said).toContain('/nowhere/prod.env');
});
