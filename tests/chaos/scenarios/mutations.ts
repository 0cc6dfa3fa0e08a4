import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scratchCopy } from '../../boundaries/scratch-copy.ts';
import { type Change, mutations } from '../mutations/mutations.ts';
import { runTest } from '../mutations/run-test.ts';
import type { Scenario } from '../scenario.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

export const wrongDesigns: Scenario = {
  name: 'mutations',
  promise: 'all',
  sentence: 'each of nine wrong designs, made on purpose, turns a named test red',
  async run(arena) {
    const copy = scratchCopy();
    // What provides the servers is loaded before anything reads sources.
    const built = join('infra', 'local', 'dist');
    symlinkSync(join(root, built), join(copy.folder, built));
    try {
      for (const { design, changes, test } of mutations) {
        const sound = await runTest(copy.folder, test, arena.servers.urls);
        arena.expect(`"${test.name}" passes as things are: ${sound}`, sound === 'passed');
        const restore = apply(copy.folder, changes);
        if (!restore) {
          arena.expect(`${design}: the change no longer applies`, false);
          continue;
        }
        const mutated = await runTest(copy.folder, test, arena.servers.urls);
        restore();
        arena.expect(`${design}: "${test.name}" ${mutated}`, mutated === 'failed');
      }
    } finally {
      copy.remove();
    }
    arena.note('wrong_designs', mutations.length);
  },
};

/** Makes the changes and returns how to take them back; undefined, and nothing done, when one no longer fits. */
const apply = (folder: string, changes: readonly Change[]): (() => void) | undefined => {
  const originals = new Map<string, string>();
  const restore = (): void => {
    for (const [path, content] of originals) writeFileSync(path, content);
  };
  for (const { file, find, replace } of changes) {
    const path = join(folder, file);
    const content = readFileSync(path, 'utf8');
    if (!originals.has(path)) originals.set(path, content);
    if (content.split(find).length !== 2) {
      restore();
      return undefined;
    }
    writeFileSync(
      path,
      content.replace(find, () => replace),
    );
  }
  return restore;
};
