import { expect, test } from 'vitest';
import { verdictOn } from './finding.ts';
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

const beside = 'through SMTP / the hand-written service';

test('a ratio is told when both of its figures are there, and only then', () => {
  const smtp = result('smtp', { 'batches of 50': 1_200 });
  const both = [smtp, result('obvious', { 'batches of 50': 200 })];

  const [alone] = ratiosOf([smtp], 2).filter(({ what }) => what === beside);
  const [told] = ratiosOf(both, 2).filter(({ what }) => what === beside);

  expect(alone && verdictOn(alone)).toBe('not measured');
  expect(told).toMatchObject({ value: 6, wanted: { atLeast: 5 } });
});

test('the ceiling is what all cores could do at the cost of all parts and of the HTTP side', () => {
  const results = [
    result('parts', { insert: 9_000, queue: 8_000, events: 7_000 }),
    result('accept', { 'batches of 50, idle store': 9_000 }),
    result('pipeline', { 'batches of 50': 4_000 }),
  ];

  expect(ratiosOf(results, 2)).toContainEqual(
    expect.objectContaining({ value: 0.8, wanted: { atLeast: 0.8 } }),
  );
});

test('of databases that were measured in turns the means are compared', () => {
  const turns = { 'empty, round 1': 900, 'full, round 1': 800, 'empty, round 2': 1_100 };
  const results = [result('history', { ...turns, 'full, round 2': 1_000, 'one, full': 5 })];

  expect(ratiosOf(results, 2).filter(({ value }) => value !== undefined)).toMatchObject([
    { value: 0.9, wanted: { atLeast: 0.9 } },
  ]);
});
