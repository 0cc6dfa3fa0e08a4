import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

interface ForgetfulNetwork {
  /** Of the server, by way of this network. */
  readonly url: string;
  /** What is open stays open and passes nothing on from now; what is opened later works. */
  forget(): void;
  stop(): Promise<void>;
}

/** A way to a server on this machine that can lose its connections without a word, as a host that vanishes does. */
export const forgetfulNetwork = async (target: string): Promise<ForgetfulNetwork> => {
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
