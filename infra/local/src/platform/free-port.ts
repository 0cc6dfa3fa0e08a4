import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export type PortRules = {
  /**
   * The variable that set the port, such as `PORT`: then it is this port or an error. Without it the
   * preferred port is a default, and a free one takes its place when it is taken.
   */
  readonly explicit?: string | undefined;
  /** The address that will be listened on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Ports that somebody else is about to listen on: no default, and not chosen. */
  readonly avoid?: readonly number[];
};

/**
 * A port that can be listened on at this moment; 0 asks for any free one.
 *
 * Throws an error for people when the port was set on purpose and is taken.
 */
export async function freePort(
  preferred: number,
  { explicit, host = '127.0.0.1', avoid = [] }: PortRules = {},
): Promise<number> {
  const isAvoided = explicit === undefined && avoid.includes(preferred);
  const isAnyWanted = preferred === 0 || isAvoided;
  const port = isAnyWanted ? undefined : await tryToListen(preferred, host);
  if (port !== undefined) return port;
  if (explicit !== undefined && preferred !== 0) {
    throw new Error(
      `port ${preferred} (${explicit}) is taken on ${host}: ` +
        `stop what listens there, or set ${explicit} to another port`,
    );
  }
  for (let tries = 0; tries < 20; tries += 1) {
    const any = randomInt(...quietPorts);
    if (!avoid.includes(any) && (await tryToListen(any, host)) !== undefined) return any;
  }
  const other = await tryToListen(0, host);
  if (other === undefined) throw new Error(`no free port on ${host}`);
  return other;
}

/**
 * Below those that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere): one of
 * these would otherwise take the port between its choice and its use.
 */
const quietPorts = [20_000, 32_000] as const;

/**
 * A port, or how to choose one: servers ask once those of an earlier run are gone, so that they find
 * their usual port free again.
 */
export type PortChoice = number | (() => Promise<number>);

/** The chosen port, any free one when there is no choice. */
export function chosenPort(choice: PortChoice | undefined): Promise<number> {
  if (choice === undefined) return freePort(0);
  return typeof choice === 'number' ? Promise.resolve(choice) : choice();
}

function tryToListen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
