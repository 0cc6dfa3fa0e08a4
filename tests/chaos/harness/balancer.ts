import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What stands before several APIs in production: it asks who is ready and passes requests on. */
export interface Balancer {
  readonly url: string;
  /** How many APIs get requests now. */
  inUse(): number;
  stop(): Promise<void>;
}

const lookEveryMs = 100;

/**
 * Passes each request to an API that says it is ready, over a connection of its own. One that
 * refuses the connection never saw the request, so the next one gets it, as nginx does by default;
 * any other failure is the caller's to see.
 */
export const startBalancer = async (ports: readonly number[]): Promise<Balancer> => {
  let ready: readonly number[] = [];
  let turn = 0;
  const look = async (): Promise<void> => {
    const answers = await Promise.all(ports.map(isReady));
    const found = ports.filter((_, i) => answers[i]);
    // When nobody says so, the looks are in doubt before all the servers are: Envoy calls it panic.
    if (found.length > 0) ready = found;
  };
  await look();
  let isOver = false;
  const looking = (async () => {
    // One after the other: a late answer of an earlier look would bring back who has gone.
    while (!isOver) {
      await look();
      await pause(lookEveryMs);
    }
  })();

  const pass = (given: IncomingMessage, body: Buffer, response: ServerResponse): void => {
    turn += 1;
    const order = ready.map((_, i) => ready[(turn + i) % ready.length] ?? 0);
    const tryNext = (): void => {
      const port = order.shift();
      if (port === undefined) return void response.writeHead(502).end();
      const passed = ask({
        host: '127.0.0.1',
        port,
        method: given.method,
        path: given.url,
        headers: { ...given.headers, connection: 'close' },
        agent: false,
      });
      passed.once('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      passed.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') tryNext();
        else if (!response.headersSent) response.writeHead(502).end(error.message);
        else response.destroy();
      });
      passed.end(body);
    };
    tryNext();
  };

  const server = createServer((given, response) => {
    const chunks: Buffer[] = [];
    given.on('data', (chunk: Buffer) => chunks.push(chunk));
    given.on('end', () => pass(given, Buffer.concat(chunks), response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    inUse: () => ready.length,
    async stop() {
      isOver = true;
      await looking;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const isReady = async (port: number): Promise<boolean> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(1_000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
};
