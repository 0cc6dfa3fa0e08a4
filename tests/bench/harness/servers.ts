import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, startRabbitmq, startRedis } from '@postroom/local';
import type { TestServers } from '@postroom/local/testing';

/** PostgreSQL, Redis and RabbitMQ that nobody else uses, durable as in production. */
export interface BenchServers {
  readonly urls: TestServers;
  /** The first process of each. */
  readonly pids: { readonly [server: string]: number };
  stop(): Promise<void>;
}

export const startServers = async (): Promise<BenchServers> => {
  const dir = mkdtempSync(join(tmpdir(), 'postroom-bench-'));
  // As root, PostgreSQL runs as nobody and has to pass through here.
  chmodSync(dir, 0o711);
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  const kept = async <Server extends { stop(): Promise<void> }>(
    starting: Promise<Server>,
  ): Promise<Server> => {
    const server = await starting;
    started.push(server);
    return server;
  };
  const settings = {
    max_connections: 200,
    shared_buffers: '512MB',
    max_wal_size: '4GB',
    maintenance_work_mem: '512MB',
  };
  try {
    const [postgres, redis, rabbitmq] = await Promise.all([
      kept(startPostgres({ dataDir: join(dir, 'postgres'), database: 'postgres', settings })),
      kept(startRedis({ dir: join(dir, 'redis') })),
      kept(startRabbitmq({ dir: join(dir, 'rabbitmq') })),
    ]);
    const urls = {
      postgresUrl: postgres.url,
      redisUrl: redis.url,
      rabbitmqUrl: rabbitmq.url,
      rabbitmqManagementUrl: rabbitmq.managementUrl,
    };
    const pids = { postgres: postgres.pid, redis: redis.pid, rabbitmq: rabbitmq.pid };
    return { urls, pids, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
