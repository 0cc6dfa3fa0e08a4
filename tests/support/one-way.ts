import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can stop to carry what is said towards the server, while it still answers. */
export interface OneWay {
  readonly url: string;
  /** From now on what comes from this side is swallowed. */
  mute(): void;
  stop(): Promise<void>;
}

export const oneWayTo = async (serverUrl: string): Promise<OneWay> => {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let isMute = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    near.on('data', (chunk) => {
      if (!isMute) far.write(chunk);
    });
    near.on('close', () => far.destroy());
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  return {
    url: url.toString(),
    mute: () => {
      isMute = true;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
