import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startPostgres, startRabbitmq, startRedis } from '@postroom/local';
import type { TestServers } from '@postroom/local/testing';

/** A server that the campaign takes away and gives back, always at the same address. */
export interface Restartable {
  /** Asks it to end and waits until it is gone. */
  stop(): Promise<void>;
  /** SIGKILL; its data stays as it was. */
  kill(): Promise<void>;
  /** Resolves when it answers. */
  start(): Promise<void>;
}

/** PostgreSQL, Redis and RabbitMQ of the campaign's own, with durable data. */
export interface OwnServers {
  readonly urls: TestServers;
  readonly postgres: Restartable;
  readonly redis: Restartable;
  readonly rabbitmq: Restartable & {
    /** Runs `rabbitmqctl` with these words. */
    control(...words: readonly string[]): Promise<string>;
  };
  stop(): Promise<void>;
}

interface Running {
  readonly pid: number;
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

export const startOwnServers = async (): Promise<OwnServers> => {
  const dir = mkdtempSync(join(tmpdir(), 'postroom-chaos-'));
  // As root, PostgreSQL runs as nobody and has to pass through here.
  chmodSync(dir, 0o711);
  const [postgresPort, redisPort, amqpPort, managementPort] = await fourPorts();
  const settings = { max_connections: 300, shared_buffers: '256MB' } as const;
  const postgres = restartable(() =>
    startPostgres({
      dataDir: join(dir, 'postgres'),
      port: postgresPort,
      database: 'postgres',
      settings,
    }),
  );
  const redis = restartable(() => startRedis({ dir: join(dir, 'redis'), port: redisPort }));
  const rabbitmq = restartable(() =>
    startRabbitmq({ dir: join(dir, 'rabbitmq'), port: amqpPort, managementPort }),
  );
  const parts = [postgres, redis, rabbitmq];
  const stop = async (): Promise<void> => {
    await Promise.all(parts.map((part) => part.kill()));
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  try {
    const [database, store, broker] = await Promise.all([
      postgres.begin(),
      redis.begin(),
      rabbitmq.begin(),
    ]);
    const urls = {
      postgresUrl: database.url,
      redisUrl: store.url,
      rabbitmqUrl: broker.url,
      rabbitmqManagementUrl: broker.managementUrl,
    };
    const control = (...words: readonly string[]) => rabbitmq.current().control(...words);
    return { urls, postgres, redis, rabbitmq: { ...rabbitmq, control }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const restartable = <Server extends Running>(
  launch: () => Promise<Server>,
): Restartable & { begin(): Promise<Server>; current(): Server } => {
  let running: Server | undefined;
  const begin = async (): Promise<Server> => {
    running = await launch();
    return running;
  };
  return {
    begin,
    current() {
      if (!running) throw new Error('the server is not running');
      return running;
    },
    async start() {
      await begin();
    },
    async stop() {
      await running?.stop();
      running = undefined;
    },
    async kill() {
      if (!running) return;
      try {
        process.kill(running.pid, 'SIGKILL');
      } catch {
        // It has gone already.
      }
      await running.exited;
      // What it leaves behind, such as Erlang's port mapper.
      await running.stop();
      running = undefined;
    },
  };
};

const fourPorts = async (): Promise<readonly [number, number, number, number]> => {
  const any = () => freePort(0);
  return [await any(), await any(), await any(), await any()];
};
