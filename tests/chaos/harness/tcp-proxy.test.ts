import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { startTcpProxy } from './tcp-proxy.ts';

test('bytes keep their order when a slow network is fast again', async () => {
  const echo = createServer((socket) => socket.pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo; // it listens on TCP
  const proxy = await startTcpProxy(`tcp://127.0.0.1:${port}`);
  const client = connect({ host: '127.0.0.1', port: proxy.port, noDelay: true });
  let heard = '';
  const say = async (words: string): Promise<void> => {
    client.write(words);
    while (!heard.includes(words)) heard += String((await once(client, 'data'))[0]);
  };
  await say('one ');

  proxy.delay(200);
  client.write('two ');
  await new Promise((done) => setImmediate(done));
  await new Promise((done) => setImmediate(done));
  proxy.restore();
  await say('three ');

  expect(heard).toBe('one two three ');
  client.destroy();
  await proxy.stop();
  echo.close();
});
