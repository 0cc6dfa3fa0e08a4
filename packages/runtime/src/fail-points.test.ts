import { expect, test } from 'vitest';
import { createFailPoints } from './fail-points.ts';

const write = async (word: string): Promise<string> => `${word} is written`;

test('without fail points a function is left as it is', () => {
  const { around } = createFailPoints([]);

  expect(around('settle', write)).toBe(write);
});

test('a process dies at the given visit of a point, and at no other', async () => {
  const deaths: string[] = [];
  let step = '';
  const { around } = createFailPoints([{ name: 'settle.after', at: 2 }], () => deaths.push(step));
  const settle = around('settle', async (word: string) => {
    step = word;
    return write(word);
  });

  const first = await settle('one');
  await settle('two');
  await settle('three');

  expect(first).toBe('one is written');
  expect(deaths).toEqual(['two']);
});

test('a process dies over one notification at every visit, and over no other', async () => {
  const deaths: string[] = [];
  let current = '';
  const { around } = createFailPoints([{ name: 'settle.before', at: 'n-2' }], () =>
    deaths.push(current),
  );
  const settle = around('settle', write, (id) => {
    current = id;
    return id;
  });

  for (const id of ['n-1', 'n-2', 'n-3', 'n-2']) await settle(id);

  expect(deaths).toEqual(['n-2', 'n-2']);
});

test('the point after a step is not reached when the step fails', async () => {
  const deaths: string[] = [];
  const points = [{ name: 'settle.after', at: 1 }];
  const { around } = createFailPoints(points, () => deaths.push('dead'));
  const settle = around('settle', () => Promise.reject(new Error('away')));

  await expect(settle()).rejects.toThrow('away');

  expect(deaths).toEqual([]);
});
