import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@postroom/local';
import { eventually, forgetfulNetwork } from '@postroom/local/testing';
import { expect, onTestFinished, test } from 'vitest';
import { openQueueBackend } from './index.ts';

test('connections over which nothing comes any more are given up, and new ones made', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'postroom-redis-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const redis = await startRedis({ dir });
  onTestFinished(() => redis.stop());
  const network = await forgetfulNetwork(redis.url);
  onTestFinished(() => network.stop());
  const backend = await openQueueBackend({ redisUrl: network.url });
  onTestFinished(() => backend.close());
  const queue = backend.jobQueue('standard');
  const done: string[] = [];
  const worker = backend.worker('standard', {
    concurrency: 1,
    onError: () => undefined,
    async process({ id }) {
      done.push(id);
      return { verdict: 'done' };
    },
  });
  onTestFinished(() => worker.close(0));
  const [before, after] = [1, 2].map(() => ({ id: randomUUID(), dispatch: 1 }));
  if (!before || !after) throw new Error('two were made');
  await queue.add([before]);
  await eventually(
    () => done.length,
    (count) => count === 1,
  );

  network.forget();
  await queue.add([after]);
  await eventually(
    () => done.length,
    (count) => count === 2,
    45_000,
  );

  expect(done).toEqual([before.id, after.id]);
}, 90_000);
