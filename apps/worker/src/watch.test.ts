import { expect, it } from 'vitest';
import { begin, look, type Sight } from './watch.ts';

const verdicts = (sights: readonly Partial<Sight>[]): readonly string[] => {
  let watch = begin;
  return sights.map((sight, i) => {
    const seen = { atMs: i * 5_000, waiting: 1, freeHands: 1, progressAtMs: 7, ...sight };
    const { next, verdict } = look(watch, seen);
    watch = next;
    return verdict;
  });
};

it('makes the consumer anew when nothing moved for ten seconds, and gives up after ten more', () => {
  expect(verdicts(Array(6).fill({}))).toEqual([
    'wait',
    'wait',
    'wait',
    'restart',
    'wait',
    'give_up',
  ]);
});

it('begins anew after any progress', () => {
  const sights = [...Array(4).fill({}), ...Array(4).fill({ progressAtMs: 8 })];

  expect(verdicts(sights)).toEqual([
    'wait',
    'wait',
    'wait',
    'restart',
    'wait',
    'wait',
    'wait',
    'restart',
  ]);
});

it.each([
  ['nothing to take', () => ({ waiting: 0 })],
  ['its hands full', () => ({ freeHands: 0 })],
  ['something moving at each look', (i: number) => ({ progressAtMs: 10 + i })],
])('never blames a consumer that has %s', (_, sightAt) => {
  const sights = Array.from({ length: 50 }, (__, i) => sightAt(i));

  expect(new Set(verdicts(sights))).toEqual(new Set(['wait']));
});
