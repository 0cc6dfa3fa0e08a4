import { expect, test } from 'vitest';
import { waitFor } from './wait-for.ts';

test('waits until the check says so, and tells of every time it did not', async () => {
  const away = new Error('the database is starting');
  const outcomes: (() => Promise<boolean>)[] = [
    () => Promise.reject(away),
    async () => false,
    async () => true,
  ];
  const told: unknown[] = [];

  await waitFor(() => outcomes.shift()?.() ?? Promise.resolve(false), {
    everyMs: 1,
    onWaiting: (waiting) => void told.push(waiting),
  });

  expect(told).toEqual([
    { checks: 1, error: away },
    { checks: 2, error: undefined },
  ]);
});

test('gives up when it is told to', async () => {
  const stopping = new AbortController();
  const reason = new Error('stopping');

  const waiting = waitFor(async () => false, {
    everyMs: 60_000,
    signal: stopping.signal,
    onWaiting: () => stopping.abort(reason),
  });

  await expect(waiting).rejects.toBe(reason);
});
