import { expect, test } from 'vitest';
import { spokenWanted, verdictOn } from './finding.ts';

const what = 'a thing';

test('a target is reached at its bound and missed beyond it', () => {
  expect(verdictOn({ what, value: 0.8, wanted: { atLeast: 0.8 } })).toBe('reached');
  expect(verdictOn({ what, value: 0.79, wanted: { atLeast: 0.8 } })).toBe('missed');
  expect(verdictOn({ what, value: 21, wanted: { atMost: 20 } })).toBe('missed');
  expect(verdictOn({ what, value: 2.1, wanted: { atLeast: 1.8, atMost: 2.2 } })).toBe('reached');
});

test('what was not measured is neither reached nor missed, nor is what nobody hoped for', () => {
  expect(verdictOn({ what, value: undefined, wanted: { atLeast: 5 } })).toBe('not measured');
  expect(verdictOn({ what, value: 5 })).toBe('');
});

test('a target is told in words, with its unit', () => {
  expect(spokenWanted({ what, value: 1, wanted: { atLeast: 1.8, atMost: 2.2 } })).toBe(
    '1.8 to 2.2',
  );
  expect(spokenWanted({ what, value: 1, wanted: { atMost: 15 }, unit: 'ms' })).toBe(
    'at most 15 ms',
  );
  expect(spokenWanted({ what, value: 1 })).toBe('');
});
