import { randomUUID } from 'node:crypto';
import { uniqueName } from '@postroom/local/testing';
import { Redis } from 'ioredis';
import { expect, inject, test } from 'vitest';
import { openQueueBackend } from './index.ts';
import { queueContract } from './testing/contract.ts';

const { redisUrl } = inject('servers');

queueContract('Redis', async () => ({
  backend: await openQueueBackend({ redisUrl, prefix: uniqueName('queue') }),
  drop: async () => undefined,
}));

test('what is asked while Redis is away is refused soon, and nothing waits in memory', async () => {
  const backend = await openQueueBackend({ redisUrl: 'redis://127.0.0.1:1' });

  await expect(backend.generation()).rejects.toThrow();

  await backend.close();
});

test('keys begin with the prefix and carry the hash tag of their lane', async () => {
  const prefix = uniqueName('queue');
  const backend = await openQueueBackend({ redisUrl, prefix });
  await backend.jobQueue('bulk').add([{ id: randomUUID(), dispatch: 1 }]);
  const client = new Redis(redisUrl);

  const keys = await client.keys(`${prefix}*`);

  expect(keys.length).toBeGreaterThan(0);
  expect(keys.every((key) => key.startsWith(`${prefix}:{bulk}:bulk:`))).toBe(true);
  client.disconnect();
  await backend.close();
});
