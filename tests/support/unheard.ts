import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Sends a POST and hangs up when told to, without having read a byte of the answer: what a caller
 * sees whose connection breaks after the service has done its work.
 */
export const postUnheard = async (
  url: string,
  { body, headers }: { readonly body: unknown; readonly headers: Readonly<Record<string, string>> },
  isDone: () => Promise<unknown>,
): Promise<void> => {
  const { hostname, port, pathname } = new URL(url);
  const content = JSON.stringify(body);
  const socket = connect(Number(port), hostname).pause();
  await once(socket, 'connect');
  const lines = Object.entries({
    host: `${hostname}:${port}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(content)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${content}`);
  await isDone();
  socket.destroy();
};
