import { describe, expect, test } from 'vitest';
import { createStopper, startParts } from './stopper.ts';

describe('a stopper', () => {
  test('stops what was started last first, one after the other', async () => {
    const log: string[] = [];
    const stopper = createStopper();
    stopper.add('database', () => void log.push('database'));
    stopper.add('server', async () => {
      log.push('server begins');
      await Promise.resolve();
      log.push('server ends');
    });

    expect(stopper.pending()).toEqual(['server', 'database']);
    await Promise.all([stopper.stop(), stopper.stop()]);

    expect(log).toEqual(['server begins', 'server ends', 'database']);
    expect(stopper.pending()).toEqual([]);
  });

  test('stops the others when one fails or hangs, and says which', async () => {
    let isClosed = false;
    const stopper = createStopper({ partDeadlineMs: 5 });
    stopper.add('database', () => {
      isClosed = true;
    });
    stopper.add('queue', () => new Promise<never>(() => undefined));
    stopper.add('server', () => {
      throw new Error('not running');
    });

    await expect(stopper.stop()).rejects.toThrow(
      'server did not stop cleanly: not running; queue did not stop cleanly: stopping queue took longer than 5 ms',
    );
    expect(isClosed).toBe(true);
  });

  test('says what is still open while it stops', async () => {
    const stopper = createStopper();
    const seen: (readonly string[])[] = [];
    stopper.add('database', () => void seen.push(stopper.pending()));
    stopper.add('server', () => void seen.push(stopper.pending()));

    await stopper.stop();

    expect(seen).toEqual([['server', 'database'], ['database']]);
  });
});

test('a start that fails stops what it had started and keeps its own error', async () => {
  const closed: string[] = [];

  const start = startParts(async (stopper) => {
    stopper.add('database', () => void closed.push('database'));
    stopper.add('server', () => {
      throw new Error('a lesser error');
    });
    throw new Error('port 8001 is taken');
  });

  await expect(start).rejects.toThrow('port 8001 is taken');
  expect(closed).toEqual(['database']);
});
