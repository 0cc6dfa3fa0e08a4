import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * One connection that is kept open, one request at a time. Written on a bare socket: a client that
 * costs as much CPU as the service would measure itself.
 */
export interface Caller {
  post(path: string, body: string): Promise<Answer>;
  get(path: string): Promise<Answer>;
  close(): void;
}

export const openCaller = async (url: string, key: string): Promise<Caller> => {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const fields = `Host: ${host}\r\nAuthorization: Bearer ${key}\r\n`;
  const json = `${fields}Content-Type: application/json\r\n`;
  const next = answersOf(socket);
  return {
    post(path, body) {
      const length = Buffer.byteLength(body);
      socket.write(`POST ${path} HTTP/1.1\r\n${json}Content-Length: ${length}\r\n\r\n${body}`);
      return next();
    },
    get(path) {
      socket.write(`GET ${path} HTTP/1.1\r\n${fields}\r\n`);
      return next();
    },
    close: () => socket.destroy(),
  };
};

const answersOf = (socket: Socket): (() => Promise<Answer>) => {
  let text = '';
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure = error;
    waiting?.reject(error);
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection was closed')));
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const answer = wholeAnswer(text);
    if (!answer) return;
    text = '';
    const asked = waiting;
    waiting = undefined;
    asked?.resolve(answer);
  });
  return () =>
    new Promise((resolve, reject) => {
      if (failure) reject(failure);
      else waiting = { resolve, reject };
    });
};

/** The answer, once all of it is there; it says how long it is, as all answers of the API do. */
export const wholeAnswer = (text: string): Answer | undefined => {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd);
  const body = text.slice(headEnd + 4);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  return body.length < Number(length) ? undefined : { status: Number(head.slice(9, 12)), body };
};
