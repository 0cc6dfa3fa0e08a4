import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ScratchCopy, scratchCopy } from '../../boundaries/scratch-copy.ts';
import { applyChanges, type Change } from '../mutations/change.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

/**
 * A copy of the sources and of all that was built from them, with the changes made and built.
 * @throws Error when a change does not fit, or is no code.
 */
export const builtCopy = (changes: readonly Change[]): ScratchCopy => {
  const copy = scratchCopy();
  try {
    for (const room of ['packages', 'apps', 'infra']) {
      for (const part of readdirSync(join(root, room))) {
        const built = join(room, part, 'dist');
        if (existsSync(join(root, built))) {
          cpSync(join(root, built), join(copy.folder, built), { recursive: true });
        }
      }
    }
    applyChanges(copy.folder, changes);
    for (const part of new Set(changes.map(({ file }) => partOf(file)))) build(copy.folder, part);
    return copy;
  } catch (error) {
    copy.remove();
    throw error;
  }
};

/** `packages/adapters` of `packages/adapters/src/postgres/claim.ts`. */
const partOf = (file: string): string => file.split('/').slice(0, 2).join('/');

/** Unchecked: what is left of a protection is often something that types do not allow. */
const build = (folder: string, part: string): void => {
  const tsc = join(folder, 'node_modules', '.bin', 'tsc');
  execFileSync(tsc, ['-p', part, '--noCheck'], { cwd: folder, encoding: 'utf8' });
};
