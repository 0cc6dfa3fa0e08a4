import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between two parts, that can be spoilt. It listens on the loopback address. */
export interface TcpProxy {
  readonly port: number;
  /** The same address as `url`, by way of this proxy. */
  through(url: string): string;
  /** Ends every connection and takes no new ones, as a machine that is gone. */
  cut(): void;
  /** Takes connections and bytes, and passes nothing on, as a firewall that forgot. */
  swallow(): void;
  /** Passes bytes on so much later, in both directions. */
  delay(milliseconds: number): void;
  /** Passes the question on and loses the answer, until `restore`. */
  loseAnswers(): void;
  restore(): void;
  stop(): Promise<void>;
}

type Mode = 'pass' | 'cut' | 'swallow' | 'lose answers';

/** Stands before the server of a URL. Connections made while it swallows stay dead after it. */
export const startTcpProxy = async (targetUrl: string): Promise<TcpProxy> => {
  const { hostname, port: targetPort } = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let mode: Mode = 'pass';
  let delayMs = 0;

  const pass = (from: Socket, to: Socket, isAnswer: boolean): void => {
    const late: { readonly chunk: Buffer; readonly dueAt: number }[] = [];
    const passOn = (): void => {
      const now = performance.now();
      for (let next = late[0]; next !== undefined && next.dueAt <= now; next = late[0]) {
        late.shift();
        if (!to.destroyed) to.write(next.chunk);
      }
      if (late[0]) setTimeout(passOn, Math.ceil(late[0].dueAt - now));
    };
    from.on('data', (chunk: Buffer) => {
      if (mode === 'swallow' || (isAnswer && mode === 'lose answers')) return;
      if (delayMs === 0 && late.length === 0) {
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
        return;
      }
      // No network passes bytes of a connection on in another order, when it is fast again either.
      const dueAt = Math.max(performance.now() + delayMs, late.at(-1)?.dueAt ?? 0);
      late.push({ chunk, dueAt });
      if (late.length === 1) setTimeout(passOn, delayMs);
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (mode === 'cut') return void client.destroy();
    const target = connect({ host: hostname, port: Number(targetPort), noDelay: true });
    sockets.add(client).add(target);
    pass(client, target, false);
    pass(target, client, true);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP

  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    through(url) {
      const proxied = new URL(url);
      proxied.hostname = '127.0.0.1';
      proxied.port = String(port);
      return proxied.toString();
    },
    cut() {
      mode = 'cut';
      endAll();
    },
    swallow() {
      mode = 'swallow';
    },
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    loseAnswers() {
      mode = 'lose answers';
    },
    restore() {
      // What was swallowed never comes: both ends have to begin anew.
      if (mode !== 'pass') endAll();
      mode = 'pass';
      delayMs = 0;
    },
    async stop() {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
};
