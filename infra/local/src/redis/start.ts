import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endOrphan, startChild } from '../platform/child.ts';
import { eventually, Hopeless } from '../platform/eventually.ts';
import { findProgram } from '../platform/find-program.ts';
import { freePort } from '../platform/free-port.ts';
import { keptSecret } from '../platform/secret.ts';
import type { TlsListener } from '../platform/tls-listener.ts';
import type { RunningServer } from '../postgres/start.ts';
import { ping } from './ping.ts';

export type RedisOptions = {
  /** Data, configuration and password lie here; made when missing. */
  readonly dir: string;
  /** The port on 127.0.0.1; any free one by default. */
  readonly port?: number;
  /** A port on 127.0.0.1 that speaks TLS as well; none by default. */
  readonly tls?: TlsListener;
  readonly onLog?: (line: string) => void;
};

export type RunningRedis = RunningServer & { readonly pid: number };

const ending = [{ signal: 'SIGTERM', graceMs: 5_000 }] as const;

/**
 * Runs a private Redis on the loopback address, with a password, an append-only file flushed each
 * second, and `noeviction` as BullMQ demands.
 *
 * Throws an error for people when no `redis-server` is installed.
 */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  const { dir, onLog } = options;
  const command = findProgram('redis-server');
  if (command === undefined) {
    throw new Error(
      'redis-server is not installed: install it (Debian: apt-get install redis-server) or set REDIS_URL',
    );
  }
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const recordFile = join(dir, 'process.json');
  await endOrphan(recordFile, ending);

  const password = keptSecret(join(dir, 'password'));
  const port = options.port ?? (await freePort(0));
  const configuration = join(dir, 'redis.conf');
  writeFileSync(configuration, settings({ dir, port, password, tls: options.tls }), {
    mode: 0o600,
  });
  const child = await startChild({
    name: 'Redis',
    command,
    args: [configuration],
    cwd: dir,
    recordFile,
    ending,
    onLog,
  });
  try {
    await eventually(
      async () => {
        if (child.ended() !== undefined) {
          throw new Hopeless(new Error(`Redis: ${child.ended()}\n${child.lastLines()}`));
        }
        return (await ping(port, password)) ? true : undefined;
      },
      { what: 'Redis to answer PING', deadlineMs: 30_000 },
    );
  } catch (error) {
    await child.stop();
    throw error;
  }
  const { pid, exited, stop } = child;
  return { url: `redis://:${password}@127.0.0.1:${port}`, port, pid, exited, stop };
}

type Settings = {
  readonly dir: string;
  readonly port: number;
  readonly password: string;
  readonly tls: TlsListener | undefined;
};

function settings({ dir, port, password, tls }: Settings): string {
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${JSON.stringify(dir)}`,
    `requirepass ${password}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    ...(tls === undefined
      ? []
      : [
          `tls-port ${tls.port}`,
          `tls-ca-cert-file ${JSON.stringify(tls.caFile)}`,
          `tls-cert-file ${JSON.stringify(tls.certFile)}`,
          `tls-key-file ${JSON.stringify(tls.keyFile)}`,
          'tls-auth-clients optional',
        ]),
    '',
  ].join('\n');
}
