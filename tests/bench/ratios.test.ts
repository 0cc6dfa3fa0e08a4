import { expect, test } from 'vitest';
import { ratiosOf } from './ratios.ts';

const result = (name: string, rows: { readonly [what: string]: number }) => ({
  name,
  sentence: '',
  seconds: 1,
  rows: Object.entries(rows).map(([what, perSecond]) => ({
    what,
    figures: { perSecond },
    costs: { node: 100 },
  })),
});

test('a ratio is told when both of its figures are there, and only then', () => {
  const smtp = result('smtp', { 'batches of 50': 1_200 });

  expect(ratiosOf([smtp], 2)).toEqual([]);
  expect(ratiosOf([smtp, result('obvious', { 'batches of 50': 200 })], 2)).toMatchObject([
    { value: 6, target: 'at least 5' },
  ]);
});

test('the ceiling is what all cores could do at the cost of all parts and of the HTTP side', () => {
  const results = [
    result('parts', { insert: 9_000, queue: 8_000, events: 7_000 }),
    result('accept', { 'batches of 50, idle store': 9_000 }),
    result('pipeline', { 'batches of 50': 4_000 }),
  ];

  expect(ratiosOf(results, 2)).toContainEqual(
    expect.objectContaining({ value: 0.8, target: 'at least 0.8' }),
  );
});
