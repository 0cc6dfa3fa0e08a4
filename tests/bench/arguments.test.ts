import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

test('without arguments everything is measured at length', () => {
  expect(readArguments([])).toEqual({
    only: [],
    seconds: 20,
    isShort: false,
    backlogRows: 1_000_000,
    historyRows: 10_000_000,
    env: {},
  });
});

test('short is a second each, and what is given counts more', () => {
  expect(readArguments(['--short', '--only', 'accept', '--history', '5000'])).toEqual({
    only: ['accept'],
    seconds: 1,
    isShort: true,
    backlogRows: 1_000,
    historyRows: 5_000,
    env: {},
  });
});

test('what is not a whole number is refused by name', () => {
  expect(() => readArguments(['--seconds', '0'])).toThrow('--seconds is a whole number');
  expect(() => readArguments(['--history', 'many'])).toThrow('--history');
});

test('variables for the roles are taken as the shell would, and nothing else passes for one', () => {
  expect(readArguments(['--env', 'WORKER_CONCURRENCY=50', '--env', 'LOG_LEVEL=']).env).toEqual({
    WORKER_CONCURRENCY: '50',
    LOG_LEVEL: '',
  });
  expect(() => readArguments(['--env', 'WORKER_CONCURRENCY'])).toThrow('--env is NAME=VALUE');
});
