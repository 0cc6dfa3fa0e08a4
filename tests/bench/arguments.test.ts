import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

test('without arguments everything is measured at length', () => {
  expect(readArguments([])).toEqual({
    only: [],
    seconds: 20,
    backlogRows: 1_000_000,
    historyRows: 300_000,
  });
});

test('short is a few seconds, and what is given counts more', () => {
  expect(readArguments(['--short', '--only', 'accept', '--history', '5000'])).toEqual({
    only: ['accept'],
    seconds: 2,
    backlogRows: 1_000,
    historyRows: 5_000,
  });
});

test('what is not a whole number is refused by name', () => {
  expect(() => readArguments(['--seconds', '0'])).toThrow('--seconds is a whole number');
  expect(() => readArguments(['--history', 'many'])).toThrow('--history');
});
