import { expect, test } from 'vitest';
import { startHeartbeat } from './heartbeat.ts';

/** A log that keeps the names of its events. */
const listening = () => {
  const events: unknown[] = [];
  const keep = (fields: { event?: unknown }) => void events.push(fields.event);
  return { events, log: { info: keep, warn: keep, debug: () => undefined } as never };
};

test('whoever has started has been seen, beats on, and leaves the list when it stops', async () => {
  const { log } = listening();
  let beats = 0;
  let hasEnded = false;
  let beaten = (): void => undefined;
  const again = new Promise<void>((resolve) => {
    beaten = resolve;
  });

  const heartbeat = await startHeartbeat({
    runOnce: async () => {
      beats += 1;
      if (beats === 2) beaten();
    },
    end: async () => {
      hasEnded = true;
    },
    log,
    everyMs: 1,
  });
  expect(beats).toBeGreaterThan(0);
  await again;
  await heartbeat.stop();

  const atEnd = beats;
  await new Promise((resolve) => setImmediate(resolve));
  expect([hasEnded, beats]).toEqual([true, atEnd]);
});

test('beats that fail harm nothing, are told once, and so is the first that succeeds', async () => {
  const { events, log } = listening();
  let beats = 0;
  let recovered = (): void => undefined;
  const well = new Promise<void>((resolve) => {
    recovered = resolve;
  });

  const heartbeat = await startHeartbeat({
    runOnce: async () => {
      beats += 1;
      if (beats <= 3) throw new Error('the database is away');
      if (beats === 5) recovered();
    },
    end: () => Promise.reject(new Error('still away')),
    log,
    everyMs: 1,
  });
  await well;
  await heartbeat.stop();

  expect(events).toEqual(['heartbeat.failed', 'heartbeat.recovered']);
});
