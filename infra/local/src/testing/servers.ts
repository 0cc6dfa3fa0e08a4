import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {} from 'vitest';
import { freePort } from '../platform/free-port.ts';
import { startPostgres } from '../postgres/start.ts';
import { startRabbitmq } from '../rabbitmq/start.ts';
import { startRedis } from '../redis/start.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { givenRabbitmq, givenRedis } from './given.ts';
import { guard } from './guard.ts';

/** The servers of one test run, as plain JSON, so that they can be handed to other processes. */
export type TestServers = {
  /** The superuser's URL of the database `postgres`; tests make databases of their own. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  /** The virtual host `/`; tests make virtual hosts of their own. */
  readonly rabbitmqUrl: string;
  /** The management API, with user and password. */
  readonly rabbitmqManagementUrl: string;
  /** The same servers over TLS; absent of those that somebody else runs. */
  readonly tls?: {
    /** PEM text of the authority that signed all their certificates. */
    readonly ca: string;
    readonly redisUrl: string | undefined;
    readonly rabbitmqUrl: string | undefined;
  };
};

export type RunningTestServers = {
  readonly servers: TestServers;
  /** Stops the servers and removes all they wrote. */
  stop(): Promise<void>;
};

declare module 'vitest' {
  export interface ProvidedContext {
    /** Provided by `tests/support/servers.ts` to the projects `int` and `e2e`. */
    readonly servers: TestServers;
  }
}

/** Nothing here outlives the run, so nothing waits for a disk. */
const disposable = { fsync: 'off', full_page_writes: 'off', max_connections: 300 } as const;

/** Servers that run already, such as containers, and that stopping leaves alone. */
export type GivenServers = Partial<Omit<TestServers, 'postgresUrl' | 'tls'>>;

/**
 * Starts one PostgreSQL, one Redis and one RabbitMQ for a whole test run, in a temporary folder and
 * on free ports. They end with this process, even when it is killed. What is given is not started but
 * waited for.
 */
export async function startTestServers(given: GivenServers = {}): Promise<RunningTestServers> {
  const dir = mkdtempSync(join(tmpdir(), 'postroom-test-'));
  // As root, PostgreSQL runs as nobody and has to pass through here.
  chmodSync(dir, 0o711);
  const release = guard(dir);

  const certificates = await makeCertificates(join(dir, 'ssl'));
  const redisTls = { ...tlsOf(certificates, 'redis'), port: await freePort(0) };
  const rabbitmqTls = { ...tlsOf(certificates, 'rabbitmq'), port: await freePort(0) };
  const started = await Promise.allSettled([
    startPostgres({ dataDir: join(dir, 'postgres'), database: 'postgres', settings: disposable }),
    given.redisUrl === undefined
      ? startRedis({ dir: join(dir, 'redis'), tls: redisTls })
      : givenRedis(given.redisUrl),
    given.rabbitmqUrl === undefined || given.rabbitmqManagementUrl === undefined
      ? startRabbitmq({ dir: join(dir, 'rabbitmq'), tls: rabbitmqTls })
      : givenRabbitmq(given.rabbitmqUrl, given.rabbitmqManagementUrl),
  ]);
  const stop = async (): Promise<void> => {
    const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    // Their data is thrown away: a kill spares RabbitMQ's six seconds of leaving in good order.
    for (const { pid } of running) if (pid !== undefined) kill(pid);
    await Promise.all(running.map((server) => server.stop()));
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    release();
  };

  const [postgres, redis, rabbitmq] = started;
  if (
    postgres.status === 'rejected' ||
    redis.status === 'rejected' ||
    rabbitmq.status === 'rejected'
  ) {
    await stop();
    const reasons = started.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    throw reasons.length === 1 ? reasons[0] : new AggregateError(reasons, reasons.join('\n'));
  }
  return {
    servers: {
      postgresUrl: postgres.value.url,
      redisUrl: redis.value.url,
      rabbitmqUrl: rabbitmq.value.url,
      rabbitmqManagementUrl: rabbitmq.value.managementUrl,
      tls: {
        ca: certificates.ca,
        redisUrl:
          redis.value.pid === undefined
            ? undefined
            : at(redis.value.url, { protocol: 'rediss', port: redisTls.port }),
        rabbitmqUrl:
          rabbitmq.value.pid === undefined
            ? undefined
            : at(rabbitmq.value.url, { protocol: 'amqps', port: rabbitmqTls.port }),
      },
    },
    stop,
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone already.
  }
}

const tlsOf = (certificates: Certificates, server: string) => ({
  caFile: certificates.caFile,
  certFile: certificates.certOf(server),
  keyFile: certificates.keyOf(server),
});

const at = (
  url: string,
  { protocol, port }: { readonly protocol: string; readonly port: number },
): string => url.replace(/^[a-z]+:/, `${protocol}:`).replace(/:\d+$/, `:${port}`);
