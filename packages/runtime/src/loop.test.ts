import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopOptions, startLoop } from './loop.ts';

const never = (error: unknown): void => {
  throw error;
};

const loopWith = (options: Partial<LoopOptions> & Pick<LoopOptions, 'runOnce'>) =>
  startLoop({ name: 'test', onError: never, random: () => 1, ...options });

describe('a loop', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('comes back soon while it is busy', async () => {
    const runOnce = vi.fn(async () => 'busy' as const);
    const loop = loopWith({ runOnce, busyDelayMs: 5 });

    await vi.advanceTimersByTimeAsync(26);

    expect(runOnce).toHaveBeenCalledTimes(6);
    await loop.stop();
  });

  test('slows down step by step while there is nothing to do', async () => {
    const times: number[] = [];
    const startedAt = Date.now();
    const loop = loopWith({
      runOnce: async () => {
        times.push(Date.now() - startedAt);
        return 'idle';
      },
      busyDelayMs: 5,
      idleDelayMs: 40,
    });

    await vi.advanceTimersByTimeAsync(151);

    expect(times).toEqual([0, 10, 30, 70, 110, 150]);
    await loop.stop();
  });

  test('runs at once when it is woken from a pause', async () => {
    const runOnce = vi.fn(async () => 'idle' as const);
    const loop = loopWith({ runOnce, busyDelayMs: 1_000, idleDelayMs: 60_000 });
    await vi.advanceTimersByTimeAsync(0);

    loop.wake();
    await vi.advanceTimersByTimeAsync(0);

    expect(runOnce).toHaveBeenCalledTimes(2);
    await loop.stop();
  });

  test('never does two rounds at once, and a wake during one makes the next follow at once', async () => {
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const loop = loopWith({
      runOnce: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => ends.push(resolve));
        running -= 1;
        return 'idle';
      },
      idleDelayMs: 60_000,
    });

    loop.wake();
    loop.wake();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(0);

    expect(ends).toHaveLength(2);
    expect(most).toBe(1);
    const stopped = loop.stop();
    ends[1]?.();
    await stopped;
  });

  test('backs off after errors up to the cap, and a wake does not shorten that', async () => {
    const delays: number[] = [];
    const loop = loopWith({
      runOnce: () => Promise.reject(new Error('away')),
      errorDelayMs: 100,
      errorDelayCapMs: 350,
      onError: (_, delayMs) => void delays.push(delayMs),
    });

    await vi.advanceTimersByTimeAsync(50);
    loop.wake();
    await vi.advanceTimersByTimeAsync(49);
    expect(delays).toEqual([100]);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(delays).toEqual([100, 200, 350, 350, 350]);
    await loop.stop();
  });

  test('half of a back-off is random', async () => {
    const delays: number[] = [];
    const loop = loopWith({
      runOnce: () => Promise.reject(new Error('away')),
      errorDelayMs: 100,
      random: () => 0,
      onError: (_, delayMs) => void delays.push(delayMs),
    });

    await vi.advanceTimersByTimeAsync(1);

    expect(delays).toEqual([50]);
    await loop.stop();
  });

  test('stop tells the round under way, waits for it and starts no other', async () => {
    const rounds: AbortSignal[] = [];
    let end: () => void = () => undefined;
    const loop = loopWith({
      runOnce: async (signal) => {
        rounds.push(signal);
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        return 'busy';
      },
    });
    let isStopped = false;

    const stopped = loop.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(isStopped).toBe(false);
    expect(rounds[0]?.aborted).toBe(true);
    end();
    await stopped;

    await vi.advanceTimersByTimeAsync(1_000);
    expect(rounds).toHaveLength(1);
  });
});
