import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Listening } from './config/config.ts';
import { urlHost } from './config/loopback.ts';

export interface HttpServerOptions extends Listening {
  /** A hono app's `fetch`. */
  readonly fetch: Parameters<typeof createAdaptorServer>[0]['fetch'];
  /** The variable that sets the port, for the message when it is taken. */
  readonly portVariable: string;
  /**
   * Milliseconds in which a request has to come in whole, else 408. Default 30,000: more lets slow
   * callers hold more connections, less fails large batches over slow lines.
   */
  readonly requestTimeoutMs?: number;
}

export interface HttpServer {
  readonly port: number;
  /** `http://host:port` as one would call it from this machine. */
  readonly url: string;
  /**
   * Takes no new connections, lets requests under way finish, and after `drainMs` (default 10,000)
   * closes what is still open. Safe to call twice.
   */
  stop(drainMs?: number): Promise<void>;
}

/**
 * Listens, and resolves once it does. A taken port is replaced by a free one unless somebody asked
 * for it.
 *
 * @throws Error that says which variable to change when the port cannot be had.
 */
export const serveHttp = async (options: HttpServerOptions): Promise<HttpServer> => {
  const { host, port, portIsExplicit, portVariable, requestTimeoutMs = 30_000 } = options;
  // Without http2 or TLS options the adaptor makes a plain server.
  const server = createAdaptorServer({
    fetch: options.fetch,
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000),
    },
  }) as Server;
  try {
    await listen(server, host, port);
  } catch (error) {
    if (portIsExplicit || !isTaken(error)) throw explain(error, { host, port, portVariable });
    await listen(server, host, 0);
  }
  // A server that listens on TCP has an address of this shape.
  const bound = (server.address() as AddressInfo).port;
  return { port: bound, url: urlOf(host, bound), stop: stopper(server) };
};

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });

const stopper = (server: Server): HttpServer['stop'] => {
  let stopping: Promise<void> | undefined;
  return (drainMs = 10_000) => {
    stopping ??= drain(server, drainMs);
    return stopping;
  };
};

const drain = async (server: Server, drainMs: number): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that was busy when we closed stays open for its next request: end it when idle.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const giveUp = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(giveUp);
};

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const explain = (
  error: unknown,
  { host, port, portVariable }: { host: string; port: number; portVariable: string },
): Error => {
  const reason = isTaken(error) ? 'is taken by another program' : 'cannot be listened on';
  return new Error(
    `port ${port} on ${host} ${reason}: stop what uses it or set ${portVariable} to another port`,
    { cause: error },
  );
};

const urlOf = (host: string, port: number): string => `http://${urlHost(host)}:${port}`;
