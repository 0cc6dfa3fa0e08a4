import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { afterLiving } from './after-living.ts';

/** Blocks the event loop, as a long collection or SIGSTOP does. */
const standStill = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

test('called off does nothing, neither while it waits nor while it catches up', async () => {
  const acted: string[] = [];
  const waiting = afterLiving(1, () => acted.push('waiting'));
  const catchingUp = afterLiving(1, () => acted.push('catching up'));

  waiting();
  standStill(150);
  await new Promise((resolve) => setImmediate(resolve));
  catchingUp();
  await new Promise<void>((resolve) => {
    afterLiving(1_200, resolve);
  });

  expect(acted).toEqual([]);
});

test('what came while the process stood still is read before the time is over', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const client = connect(port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket]; // as Node documents the event
  const seen: string[] = [];
  client.on('data', () => void seen.push('answer'));

  const over = new Promise<void>((resolve) => {
    afterLiving(50, () => {
      seen.push('over');
      resolve();
    });
  });
  socket.write('yes');
  standStill(200);
  await over;

  expect(seen).toEqual(['answer', 'over']);
  client.destroy();
  server.close();
});
