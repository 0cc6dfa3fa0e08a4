import { expect, it } from 'vitest';
import { createOutboxFloor } from './outbox-floor.ts';

const noon = new Date('2026-05-03T12:00:00.000Z');

const aFloor = () => {
  let nowMs = 0;
  const floor = createOutboxFloor(() => nowMs);
  return { floor, pass: (ms: number) => (nowMs += ms) };
};

it('starts at the beginning, before it has seen anything', () => {
  const { floor } = aFloor();

  expect([floor.now(), floor.now()]).toEqual(['-infinity', '-infinity']);
});

it('then starts ten seconds before the oldest row of the last claim', () => {
  const { floor } = aFloor();
  floor.now();

  floor.saw(noon);

  expect(floor.now()).toBe('2026-05-03T11:59:50.000Z');
});

it('goes back with a row that was found further back', () => {
  const { floor } = aFloor();
  floor.now();
  floor.saw(noon);

  floor.saw(new Date('2026-05-03T08:00:00.000Z'));

  expect(floor.now()).toBe('2026-05-03T07:59:50.000Z');
});

it('starts at the beginning once in ten seconds, whatever it has seen', () => {
  const { floor, pass } = aFloor();
  floor.now();
  floor.saw(noon);

  pass(9_999);
  const before = floor.now();
  pass(1);
  const after = [floor.now(), floor.now()];

  expect(before).toBe('2026-05-03T11:59:50.000Z');
  expect(after).toEqual(['-infinity', '2026-05-03T11:59:50.000Z']);
});
