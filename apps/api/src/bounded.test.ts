import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bounded } from './bounded.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an answer passes, and so does a refusal', async () => {
  const port = bounded('port', {
    double: async (n: number) => n * 2,
    fail: () => Promise.reject(new Error('no')),
  });

  expect(await port.double(21)).toBe(42);
  await expect(port.fail()).rejects.toThrow('no');
});

test('who is not answered is told that the database is unavailable', async () => {
  const port = bounded('port', { ask: () => new Promise<never>(() => undefined) });

  const answer = expect(port.ask()).rejects.toMatchObject({ kind: 'unavailable' });
  await vi.advanceTimersByTimeAsync(8_000);

  await answer;
});
