import { expect, test } from 'vitest';
import { blockIn } from './event-loop.ts';

const metric = 'nodejs_eventloop_lag_max_seconds';

test('a block is what a tick came late', () => {
  expect(blockIn(`# TYPE ${metric} gauge\n${metric} 0.0325\n${metric}_else 9\n`)).toBe(22.5);
  expect(blockIn(`${metric}{role="worker"} 0.009\n`)).toBe(0);
});

test('a process that does not tell is no process without blocks', () => {
  expect(() => blockIn('nodejs_eventloop_lag_seconds 1\n')).toThrow('does not tell');
});
