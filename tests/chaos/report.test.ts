import { expect, test } from 'vitest';
import { markdown } from './report.ts';
import type { Result } from './scenario.ts';

const result = (given: Partial<Result>): Result => ({
  name: 'g04-redis-flushed',
  promise: 'G4',
  sentence: 'everything ends',
  seconds: 12.3,
  failures: [],
  figures: {},
  faults: {},
  remarks: [],
  recoveries: [],
  ...given,
});

const pageOf = (...results: readonly Result[]): string =>
  markdown({
    seed: 26,
    length: 'full',
    startedAt: '2026-05-03T10:14:00.000Z',
    seconds: 100,
    versions: { node: 'v20.19.0' },
    results,
  });

test('a row says what was done, what was accepted, what was lost and what came twice', () => {
  const page = pageOf(
    result({
      faults: { FLUSHALL: 11, 'death of a role': 1_200 },
      figures: { accepted: 20_000, lost: 0, second_copies: 0, doubtful_hand_offs: 3 },
    }),
  );

  expect(page).toContain(
    '| G4 | g04-redis-flushed | FLUSHALL × 11, death of a role × 1,200 | 20,000 | 0 | 0 | yes |',
  );
});

test('second copies stand beside the hand-offs that may have made them', () => {
  const page = pageOf(result({ figures: { second_copies: 4, doubtful_hand_offs: 9 } }));

  expect(page).toContain('| 4, of 9 in doubt | yes |');
});

test('what did not hold is marked in its row, and told below', () => {
  const page = pageOf(result({ failures: ['two were lost'] }));

  expect(page).toContain('| **no** |');
  expect(page).toContain('## g04-redis-flushed\n\n- two were lost');
});

test('a remark of several lines stays in its cell', () => {
  expect(pageOf(result({ remarks: ['left | out:\n  no root'] }))).toContain(
    'left \\| out: no root |',
  );
});
