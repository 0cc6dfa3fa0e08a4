import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { removals } from '../removals/index.ts';
import { changed } from './change.ts';
import { mutations } from './mutations.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(resolve(root, file), 'utf8');

const cases = [
  ...mutations.map(({ design, changes }) => ({ what: design, changes })),
  ...removals.map(({ name, protection, changes }) => ({
    what: `${name} without "${protection}"`,
    changes,
  })),
];

test.each(cases)('the sources can still be changed to $what', ({ changes }) => {
  const contents = changed(changes, read);

  for (const [file, content] of contents) expect(content).not.toBe(read(file));
});

test('a change whose text stands nowhere, or twice, is told by its file', () => {
  const change = { file: 'a.ts', find: 'here', replace: 'there' };

  expect(() => changed([change], () => 'nowhere')).not.toThrow();
  expect(() => changed([change], () => 'gone')).toThrow('a.ts has 0 times');
  expect(() => changed([change], () => 'here and here')).toThrow('a.ts has 2 times');
});
