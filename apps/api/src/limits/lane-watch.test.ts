import { type LaneFigures, StoreError } from '@postroom/application';
import { expect, test } from 'vitest';
import { createLaneWatch } from './lane-watch.ts';

const watching = () => {
  let depth: number | 'away' = 0;
  const told: unknown[] = [];
  const log = {
    info: (facts: unknown) => told.push(facts),
    warn: (facts: unknown) => told.push(facts),
  };
  const watch = createLaneWatch({
    limits: { depth: 10, ageSeconds: 60 },
    // What the watch uses of a log.
    log: log as unknown as Parameters<typeof createLaneWatch>[0]['log'],
    async read(most): Promise<readonly LaneFigures[]> {
      if (depth === 'away') throw new StoreError('unavailable', 'postgres is away');
      return [{ queue: 'bulk', depth: Math.min(depth, most), ageSeconds: 0, isPaused: false }];
    },
  });
  return {
    told,
    async see(now: number | 'away') {
      depth = now;
      await watch.runOnce().catch((error: unknown) => expect(error).toBeInstanceOf(StoreError));
      return watch.isClosed('bulk');
    },
  };
};

test('a door closes and opens with what was seen, and each is told once', async () => {
  const { see, told } = watching();

  const doors = [await see(10), await see(11), await see(50), await see(10), await see(9)];

  expect(doors).toEqual([false, true, true, true, false]);
  expect(told).toEqual([
    { event: 'lane.closed', queue: 'bulk', depth: 11, age_seconds: 0 },
    { event: 'lane.opened', queue: 'bulk', depth: 9, age_seconds: 0 },
  ]);
});

test('a door stays as it was while nobody can see', async () => {
  const { see } = watching();

  expect([await see('away'), await see(11), await see('away'), await see(0)]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
