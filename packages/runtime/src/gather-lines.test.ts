import { expect, test, vi } from 'vitest';
import { gatherLines } from './gather-lines.ts';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A sink that notes what it takes, while it takes anything. */
const sinkOf = () => {
  const taken: string[] = [];
  const state = { isOpen: true };
  const sink = (text: string) => {
    if (state.isOpen && text !== '') taken.push(text);
    return state.isOpen;
  };
  return { taken, state, sink };
};
const tellDropped = (lines: number) => `dropped ${lines}\n`;

test('lines of one turn go together, at its end', async () => {
  const { taken, sink } = sinkOf();
  const lines = gatherLines({ sink, tellDropped });

  lines.write('a\n');
  lines.write('b\n');
  expect(taken).toEqual([]);
  await nextTurn();

  expect(taken).toEqual(['a\nb\n']);
});

test('an urgent line is out at once, behind those before it', () => {
  const { taken, sink } = sinkOf();
  const lines = gatherLines({ sink, tellDropped });

  lines.write('a\n');
  lines.write('error\n', { isUrgent: true });

  expect(taken).toEqual(['a\nerror\n']);
});

test('what goes at once is small enough to be taken whole, and ends with a line', async () => {
  const { taken, sink } = sinkOf();
  const lines = gatherLines({ sink, tellDropped });

  for (let i = 0; i < 10; i += 1) lines.write(`${String(i).repeat(999)}\n`);
  await nextTurn();

  expect(taken.map((text) => text.length)).toEqual([4_000, 4_000, 2_000]);
});

test('lines wait for a sink that takes none, up to the bound; the rest is counted and told', async () => {
  const { taken, state, sink } = sinkOf();
  const lines = gatherLines({ sink, maxWaiting: 6, tellDropped });

  state.isOpen = false;
  for (const line of ['a\n', 'b\n', 'c\n', 'd\n', 'e\n']) lines.write(line);
  await nextTurn();
  expect(taken).toEqual([]);
  state.isOpen = true;

  await vi.waitFor(() => expect(taken.join('')).toBe('a\nb\nc\ndropped 2\n'));
  lines.write('f\n');
  await vi.waitFor(() => expect(taken.at(-1)).toBe('f\n'));
});
