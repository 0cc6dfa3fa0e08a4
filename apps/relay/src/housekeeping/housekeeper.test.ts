import { expect, test } from 'vitest';
import type { Chore } from './chore.ts';
import { createHousekeeper } from './housekeeper.ts';

/** A chore that finds so many rows in its portions, one after the other. */
const choreOf = (name: string, ...portions: readonly number[]): Chore => {
  const left = [...portions];
  return { name, limit: 10, runOnce: async () => left.shift() ?? 0 };
};

const given = (...chores: readonly Chore[]) => {
  const done: [string, number][] = [];
  const stopping = new AbortController();
  const keeper = createHousekeeper({ chores, onDone: (chore, rows) => done.push([chore, rows]) });
  return { done, stopping, run: () => keeper.runOnce(stopping.signal) };
};

test('a chore that took all that it may is soon taken up again', async () => {
  const { run, done } = given(choreOf('dust', 10, 3), choreOf('dishes', 0, 0));

  const outcomes = [await run(), await run(), await run()];

  expect(outcomes).toEqual(['busy', 'idle', 'idle']);
  expect(done).toEqual([
    ['dust', 10],
    ['dust', 3],
  ]);
});

test('a chore that fails keeps no other from being done, and is told', async () => {
  const broken: Chore = {
    name: 'gutters',
    limit: 1,
    runOnce: () => Promise.reject(new Error('no')),
  };
  const { run, done } = given(broken, choreOf('dishes', 2));

  await expect(run()).rejects.toThrow('gutters: Error: no');

  expect(done).toEqual([['dishes', 2]]);
});

test('no further chore begins once the relay is to stop', async () => {
  const { run, done, stopping } = given(choreOf('dishes', 2));
  stopping.abort();

  expect(await run()).toBe('idle');

  expect(done).toEqual([]);
});
