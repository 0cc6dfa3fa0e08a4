import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

const fail = (pace: ReturnType<typeof createPace>, times: number): void => {
  for (let i = 0; i < times; i += 1) pace.failed();
};

test('three failures in a row halve the batch, and a success doubles it again', () => {
  const pace = createPace(500);

  fail(pace, 2);
  expect(pace.limit).toBe(500);
  pace.failed();
  expect(pace.limit).toBe(250);
  fail(pace, 3);
  expect(pace.limit).toBe(125);
  pace.succeeded();
  expect(pace.limit).toBe(250);
  pace.succeeded();
  pace.succeeded();
  expect(pace.limit).toBe(500);
});

test('a success in between begins the count anew', () => {
  const pace = createPace(500);

  fail(pace, 2);
  pace.succeeded();
  fail(pace, 2);

  expect(pace.limit).toBe(500);
});

test('only a row that fails alone, three times, is poison', () => {
  const pace = createPace(4);

  fail(pace, 6);
  expect(pace.limit).toBe(1);
  fail(pace, 2);
  expect(pace.isPoison).toBe(false);
  pace.failed();
  expect(pace.isPoison).toBe(true);
  pace.succeeded();
  expect(pace.isPoison).toBe(false);
});
