import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@postroom/local';
import { eventually } from '@postroom/local/testing';
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

/** A way to a server; what is open when it forgets stays open, and passes nothing on. */
const forgetfulNetwork = async (target: string) => {
  const url = new URL(target);
  const port = Number(url.port);
  const sockets = new Set<Socket>();
  let generation = 0;
  const server = createServer((here) => {
    const born = generation;
    const there = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [here, there],
      [there, here],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => born === generation && to.write(chunk));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.toString(),
    forget() {
      generation += 1;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
