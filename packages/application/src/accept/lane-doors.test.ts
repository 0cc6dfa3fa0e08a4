import type { QueueName } from '@postroom/domain';
import { expect, test } from 'vitest';
import { closedLanes, type LaneFigures } from './lane-doors.ts';

const limits = { depth: 100, ageSeconds: 60 };

const lane = (queue: QueueName, given: Partial<LaneFigures> = {}): LaneFigures => ({
  queue,
  depth: 0,
  ageSeconds: 0,
  isPaused: false,
  ...given,
});

const closed = (lanes: readonly LaneFigures[], before: readonly QueueName[] = []) => [
  ...closedLanes(new Set(before), lanes, limits),
];

test('a lane closes above its depth, for itself', () => {
  const full = lane('bulk', { depth: 101 });

  expect(closed([lane('critical', { depth: 100 }), lane('standard'), full])).toEqual(['bulk']);
});

test('standard and bulk close above their age, critical does not', () => {
  const late = { ageSeconds: 61 };

  expect(closed([lane('critical', late), lane('standard', late), lane('bulk', late)])).toEqual([
    'standard',
    'bulk',
  ]);
});

test.each([
  ['stays closed', { depth: 91 }, ['bulk']],
  ['opens', { depth: 90 }, []],
  ['stays closed', { ageSeconds: 55 }, ['bulk']],
  ['opens', { ageSeconds: 54 }, []],
] as const)('a lane that was closed %s at %j', (_, figures, expected) => {
  expect(closed([lane('bulk', figures)], ['bulk'])).toEqual(expected);
});

test('what is paused stays open, and opens', () => {
  const paused = lane('bulk', { depth: 1_000, ageSeconds: 1_000, isPaused: true });

  expect([closed([paused]), closed([paused], ['bulk'])]).toEqual([[], []]);
});
