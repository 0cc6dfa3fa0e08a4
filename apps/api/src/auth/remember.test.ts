import { expect, test } from 'vitest';
import { remember } from './remember.ts';

const counting = (answers: ReadonlyMap<string, string>) => {
  const asked: string[] = [];
  const find = async (id: string) => {
    asked.push(id);
    return answers.get(id);
  };
  return { asked, find };
};

test('what was found is remembered until its time is over', async () => {
  let nowMs = 0;
  const { asked, find } = counting(new Map([['a', 'A']]));
  const recall = remember(find, { ttlMs: 4_000, nowMs: () => nowMs });

  await recall('a');
  nowMs = 3_999;
  expect(await recall('a')).toBe('A');
  expect(asked).toEqual(['a']);

  nowMs = 4_000;
  await recall('a');
  expect(asked).toEqual(['a', 'a']);
});

test('what was not found is asked for again', async () => {
  const answers = new Map<string, string>();
  const recall = remember(counting(answers).find, { ttlMs: 4_000, nowMs: () => 0 });

  expect(await recall('a')).toBeUndefined();
  answers.set('a', 'A');

  expect(await recall('a')).toBe('A');
});

test('a slow answer is as old as its question', async () => {
  let nowMs = 0;
  const asked: string[] = [];
  const recall = remember(
    async (id) => {
      asked.push(id);
      nowMs += 5_000;
      return id;
    },
    { ttlMs: 4_000, nowMs: () => nowMs },
  );

  await recall('a');
  await recall('a');

  expect(asked).toHaveLength(2);
});

test('many keys do not fill the memory', async () => {
  const asked: string[] = [];
  const recall = remember(
    async (id) => {
      asked.push(id);
      return id;
    },
    { ttlMs: 4_000, nowMs: () => 0 },
  );

  for (let i = 0; i <= 10_000; i++) await recall(String(i));
  await recall('10000');
  await recall('0');

  expect(asked).toHaveLength(10_002);
});
