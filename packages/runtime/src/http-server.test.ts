import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { serveHttp } from './http-server.ts';

const local = { host: '127.0.0.1', portVariable: 'PORT' };
const hello = () => new Response('hello');

describe('an HTTP server', () => {
  test('replaces a taken default port by a free one', async () => {
    const first = await serveHttp({ ...local, port: 0, portIsExplicit: false, fetch: hello });

    const second = await serveHttp({
      ...local,
      port: first.port,
      portIsExplicit: false,
      fetch: hello,
    });

    expect(second.port).not.toBe(first.port);
    expect(await (await fetch(second.url)).text()).toBe('hello');
    await Promise.all([first.stop(), second.stop()]);
  });

  test('does not start when the port somebody asked for is taken, and says what to do', async () => {
    const first = await serveHttp({ ...local, port: 0, portIsExplicit: true, fetch: hello });

    const second = serveHttp({ ...local, port: first.port, portIsExplicit: true, fetch: hello });

    await expect(second).rejects.toThrow(
      `port ${first.port} on 127.0.0.1 is taken by another program: stop what uses it or set PORT to another port`,
    );
    await first.stop();
  });

  test('waits only so long for a request to come in whole, while others are answered', async () => {
    const server = await serveHttp({
      ...local,
      port: 0,
      portIsExplicit: false,
      fetch: async (request) => new Response(await request.text()),
      requestTimeoutMs: 100,
    });
    const slow = connect(server.port, '127.0.0.1');
    let said = '';
    slow.on('data', (chunk) => {
      said += chunk.toString();
    });
    slow.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf');

    const [other] = await Promise.all([
      fetch(server.url, { method: 'POST', body: 'whole' }),
      once(slow, 'close'),
    ]);

    expect(await other.text()).toBe('whole');
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    await server.stop();
  });

  test('finishes requests under way when it stops, and ends their connections then', async () => {
    let answer: (response: Response) => void = () => undefined;
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const server = await serveHttp({
      ...local,
      port: 0,
      portIsExplicit: false,
      fetch: () => {
        isAsked();
        return new Promise<Response>((resolve) => {
          answer = resolve;
        });
      },
    });
    const request = fetch(server.url);
    await asked;

    const stopped = server.stop(60_000);
    answer(new Response('in time'));

    expect(await (await request).text()).toBe('in time');
    await stopped;
  });

  test('does not wait for ever for a request that hangs', async () => {
    const server = await serveHttp({
      ...local,
      port: 0,
      portIsExplicit: false,
      fetch: () => new Promise<never>(() => undefined),
    });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'connect');
    const closed = once(socket, 'close');

    await server.stop(20);

    await closed;
  });
});
