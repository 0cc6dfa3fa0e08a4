import { randomUUID } from 'node:crypto';
import { openQueueBackend } from '@postroom/adapters/queue';
import { uniqueName } from '@postroom/local/testing';
import { createLog } from '@postroom/runtime';
import { expect, inject, test, vi } from 'vitest';
import { createWatchdog } from './watchdog.ts';

const log = createLog({ level: 'silent', role: 'worker', destination: { write: () => undefined } });
const open = () =>
  openQueueBackend({ redisUrl: `${inject('servers').redisUrl}?prefix=${uniqueName('watch')}` });

test('a consumer that takes nothing although jobs wait is made anew, and takes them', async () => {
  const backend = await open();
  const done: string[] = [];
  const lane = backend.worker('standard', {
    concurrency: 2,
    onError: () => undefined,
    async process({ id }) {
      done.push(id);
      return { verdict: 'done' };
    },
  });
  // It stands still as one does that missed the end of an outage.
  await lane.pause();
  const job = { id: randomUUID(), dispatch: 1 };
  await backend.jobQueue('standard').add([job]);
  const clock = { ms: 0 };
  const failures: Error[] = [];
  const watch = createWatchdog({
    lanes: [lane],
    concurrency: 2,
    store: backend,
    log,
    now: () => new Date(clock.ms),
    fail: (error) => void failures.push(error),
  });

  for (; clock.ms <= 15_000; clock.ms += 5_000) await watch();
  await vi.waitFor(() => expect(done).toEqual([job.id]), { timeout: 20_000 });

  expect(failures).toEqual([]);
  await lane.close(1_000);
  await backend.close();
});

test('when a new consumer takes nothing either the process is ended, with a reason', async () => {
  const backend = await open();
  await backend.jobQueue('bulk').add([{ id: randomUUID(), dispatch: 1 }]);
  const clock = { ms: 0 };
  const failures: string[] = [];
  let restarts = 0;
  const watch = createWatchdog({
    lanes: [
      {
        queue: 'bulk',
        lastProgressAt: new Date(0),
        active: 0,
        async restart() {
          restarts += 1;
        },
      },
    ],
    concurrency: 1,
    store: backend,
    log,
    now: () => new Date(clock.ms),
    fail: ({ message }) => void failures.push(message),
  });

  while (failures.length === 0 && clock.ms < 60_000) {
    await watch();
    clock.ms += 5_000;
  }

  expect(restarts).toBe(1);
  expect(failures).toEqual(['lane bulk: 1 jobs wait and none is taken, even by a new consumer']);
  await backend.close();
});

test('a lane that is paused on purpose is left alone', async () => {
  const backend = await open();
  await backend.jobQueue('bulk').add([{ id: randomUUID(), dispatch: 1 }]);
  await backend.pauseLane('bulk');
  const clock = { ms: 0 };
  const restart = vi.fn(async () => undefined);
  const watch = createWatchdog({
    lanes: [{ queue: 'bulk', lastProgressAt: new Date(0), active: 0, restart }],
    concurrency: 1,
    store: backend,
    log,
    now: () => new Date(clock.ms),
    fail: (error) => {
      throw error;
    },
  });

  for (; clock.ms < 60_000; clock.ms += 5_000) await watch();

  expect(restart).not.toHaveBeenCalled();
  await backend.close();
});
