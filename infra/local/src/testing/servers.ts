import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {} from 'vitest';
import { startPostgres } from '../postgres/start.ts';
import { startRabbitmq } from '../rabbitmq/start.ts';
import { startRedis } from '../redis/start.ts';
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
export type GivenServers = Partial<Omit<TestServers, 'postgresUrl'>>;

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

  const started = await Promise.allSettled([
    startPostgres({ dataDir: join(dir, 'postgres'), database: 'postgres', settings: disposable }),
    given.redisUrl === undefined
      ? startRedis({ dir: join(dir, 'redis') })
      : givenRedis(given.redisUrl),
    given.rabbitmqUrl === undefined || given.rabbitmqManagementUrl === undefined
      ? startRabbitmq({ dir: join(dir, 'rabbitmq') })
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
