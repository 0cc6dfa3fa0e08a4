import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');

export type ScratchCopy = {
  readonly folder: string;
  /** Writes a file, such as one with an import that is not allowed. */
  plant(file: string, content: string): void;
  remove(): void;
};

/**
 * The sources of every room with the rules they live by, in a folder of their own. Installed
 * packages are those of the checkout: a room's links are copied and lead to the same places.
 */
export function scratchCopy(): ScratchCopy {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-boundaries-'));
  for (const room of ['packages', 'apps', 'infra', 'tests']) {
    cpSync(join(root, room), join(folder, room), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !['dist', '.turbo', 'coverage', '.bin'].includes(basename(path)),
    });
  }
  const rules = [
    '.dependency-cruiser.cjs',
    'tsconfig.base.json',
    'package.json',
    'vitest.config.ts',
  ];
  for (const file of rules) cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    plant: (file, content) => writeFileSync(join(folder, file), content),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
