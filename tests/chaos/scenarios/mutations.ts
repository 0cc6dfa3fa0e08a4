import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scratchCopy } from '../../boundaries/scratch-copy.ts';
import { applyChanges } from '../mutations/change.ts';
import { mutations } from '../mutations/mutations.ts';
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
        // A short campaign takes it for granted: the same tests are part of `npm test`.
        if (arena.scale(1, 0) === 1) {
          const sound = await runTest(copy.folder, test, arena.servers.urls);
          arena.expect(`"${test.name}" passes as things are: ${sound}`, sound === 'passed');
        }
        const restore = applyChanges(copy.folder, changes);
        const mutated = await runTest(copy.folder, test, arena.servers.urls);
        restore();
        arena.expect(`${design}: "${test.name}" ${mutated}`, mutated === 'failed');
      }
    } finally {
      copy.remove();
    }
    arena.fault('wrong design', mutations.length);
  },
};
