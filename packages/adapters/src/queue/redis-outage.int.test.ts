import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningRedis, startRedis } from '@postroom/local';
import { eventually } from '@postroom/local/testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openQueueBackend, type QueueBackend } from './index.ts';

let dir: string;
let redis: RunningRedis;
let backend: QueueBackend;
const errors: string[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'postroom-redis-'));
  redis = await startRedis({ dir });
  errors.length = 0;
  backend = await openQueueBackend({
    redisUrl: redis.url,
    onError: ({ message }) => errors.push(message),
  });
});
afterEach(async () => {
  await backend.close();
  await redis.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('after an outage of Redis the producer adds and the worker takes jobs again within seconds', async () => {
  const queue = backend.jobQueue('critical');
  const [before, during, after] = [1, 2, 3].map(() => ({ id: randomUUID(), dispatch: 1 }));
  if (!before || !during || !after) throw new Error('three were made');
  const done: string[] = [];
  const worker = backend.worker('critical', {
    concurrency: 2,
    onError: () => undefined,
    async process({ id }) {
      done.push(id);
      return { verdict: 'done' };
    },
  });
  await queue.add([before]);
  await eventually(
    () => done.length,
    (count) => count === 1,
  );

  await redis.stop();
  await eventually(
    () => errors.length,
    (count) => count > 0,
  );
  await expect(queue.add([during])).rejects.toThrow();
  redis = await startRedis({ dir, port: redis.port });

  await eventually(
    () =>
      queue.add([during, after]).then(
        () => true,
        () => false,
      ),
    Boolean,
    5_000,
  );
  await eventually(
    () => done.length,
    (count) => count >= 3,
    10_000,
  );
  expect(new Set(done)).toEqual(new Set([before.id, during.id, after.id]));
  await worker.close(1_000);
});

test.each([3_000, 7_000, 20_000])(
  'is consuming again after an outage of Redis of %i ms, with jobs that came before and after',
  async (outageMs) => {
    const queue = backend.jobQueue('standard');
    const done = new Set<string>();
    const worker = backend.worker('standard', {
      concurrency: 2,
      onError: () => undefined,
      async process({ id }) {
        done.add(id);
        return { verdict: 'done' };
      },
    });
    const [before, after] = [1, 2].map(() => ({ id: randomUUID(), dispatch: 1 }));
    if (!before || !after) throw new Error('two were made');
    await queue.add([before]);
    await eventually(
      () => done.size,
      (count) => count === 1,
    );

    await redis.stop();
    // The outage itself is what this is about, so it lasts.
    await new Promise((resolve) => setTimeout(resolve, outageMs));
    redis = await startRedis({ dir, port: redis.port });
    await eventually(
      () =>
        queue.add([after]).then(
          () => true,
          () => false,
        ),
      Boolean,
      15_000,
    );
    await eventually(
      () => done.size,
      (count) => count === 2,
      30_000,
    );

    await worker.close(1_000);
  },
  90_000,
);

test('a consumer that is made anew takes jobs, and leaves no connection behind', async () => {
  const done: string[] = [];
  const worker = backend.worker('standard', {
    concurrency: 2,
    onError: () => undefined,
    async process({ id }) {
      done.push(id);
      return { verdict: 'done' };
    },
  });
  const client = new Redis(redis.url);
  const connections = async () =>
    ((await client.call('CLIENT', 'LIST')) as string).trim().split('\n').length;
  await backend.jobQueue('standard').add([{ id: randomUUID(), dispatch: 1 }]);
  await eventually(
    () => done.length,
    (count) => count === 1,
  );
  const before = await connections();

  for (let i = 0; i < 3; i++) await worker.restart();
  await backend.jobQueue('standard').add([{ id: randomUUID(), dispatch: 1 }]);
  await eventually(
    () => done.length,
    (count) => count === 2,
  );

  await eventually(connections, (count) => count <= before);
  client.disconnect();
  await worker.close(1_000);
});

test('a store that does not come back keeps nobody from closing', async () => {
  const worker = backend.worker('bulk', {
    concurrency: 2,
    onError: () => undefined,
    process: async () => ({ verdict: 'done' }),
  });
  await backend.jobQueue('bulk').add([{ id: randomUUID(), dispatch: 1 }]);
  await redis.stop();

  await worker.close(500);
  await backend.close();

  expect(worker.active).toBe(0);
});
