import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningRedis, startRedis } from '@postroom/local';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openQueueBackend, type QueueBackend } from './index.ts';

let dir: string;
let redis: RunningRedis;
let client: Redis;
let backend: QueueBackend;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'postroom-redis-'));
  redis = await startRedis({ dir });
  client = new Redis(redis.url);
  backend = await openQueueBackend({ redisUrl: redis.url });
});
afterEach(async () => {
  await backend.close();
  client.disconnect();
  await redis.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('a Redis that is full refuses jobs aloud, so that their rows stay, and takes them once there is room', async () => {
  const queue = backend.jobQueue('bulk');
  const jobs = Array.from({ length: 500 }, () => ({ id: randomUUID(), dispatch: 1 }));
  await queue.add([{ id: randomUUID(), dispatch: 1 }]);

  await client.config('SET', 'maxmemory-policy', 'noeviction');
  await client.config('SET', 'maxmemory', '1');
  await expect(queue.add(jobs)).rejects.toThrow(/OOM/);
  await expect(backend.ping()).rejects.toThrow(/OOM/);

  await client.config('SET', 'maxmemory', '0');
  await backend.ping();
  await queue.add(jobs);
  expect(await queue.waiting()).toBe(501);
  expect(await queue.areLive(jobs)).toEqual(jobs.map(() => true));
});

test('a Redis that runs full in the middle of a batch keeps nothing back: the whole is refused, and repeated', async () => {
  const queue = backend.jobQueue('bulk');
  const jobs = Array.from({ length: 2_000 }, () => ({ id: randomUUID(), dispatch: 1 }));
  await queue.add(jobs.slice(0, 1));
  const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);

  await client.config('SET', 'maxmemory-policy', 'noeviction');
  await client.config('SET', 'maxmemory', String(used + 400_000));
  await expect(queue.add(jobs)).rejects.toThrow(/OOM/);

  await client.config('SET', 'maxmemory', '0');
  await queue.add(jobs);
  expect(await queue.waiting()).toBe(2_000);
});
