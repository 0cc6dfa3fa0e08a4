import { randomUUID } from 'node:crypto';
import {
  connect,
  createDeliveryStore,
  createQueries,
  createUnitOfWork,
  migrate,
  type Sql,
} from '@postroom/adapters/postgres';
import { migrateQueues, openQueueBackend, type QueueBackend } from '@postroom/adapters/queue';
import { bootstrap, type DeliveryStore, type Queries } from '@postroom/application';
import { sampleCatalogue, submissionOf } from '@postroom/application/testing';
import { createTestDatabase, uniqueName } from '@postroom/local/testing';
import { createLog, createMetrics, parseConfig, type Started } from '@postroom/runtime';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import { start } from '../start.ts';

/** A relay on servers of the run, with a database and a prefix of its own. */
export interface RelayWorld {
  readonly sql: Sql;
  readonly backend: QueueBackend;
  readonly deliveryStore: DeliveryStore;
  readonly queries: Queries;
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly logLines: readonly Record<string, unknown>[];
  startRelay(): Promise<Started>;
  /** Hands in that many notifications of type `greeting` and returns their ids. */
  accept(count: number, given?: Parameters<typeof submissionOf>[0]): Promise<readonly string[]>;
  /** Files that every failed one is to be sent again; answers with the operation's id. */
  fileRedrive(): Promise<string>;
  /** Empties the queue store, as a Redis does that starts with nothing. */
  loseQueueStore(): Promise<void>;
  outboxRows(): Promise<number>;
  stop(): Promise<void>;
}

const prepare = async (url: string): Promise<void> => {
  await migrate(url);
  await migrateQueues({ databaseUrl: url });
};

export const openRelayWorld = async (given: {
  readonly queues: 'redis' | 'postgres' | 'redis that is away';
  readonly rabbitmqUrl?: string;
}): Promise<RelayWorld> => {
  const servers = inject('servers');
  const database = await createTestDatabase({
    servers,
    migrate: prepare,
    schemaVersion: 'roles',
  });
  const prefix = uniqueName('relay');
  const redisUrls = {
    redis: `${servers.redisUrl}?prefix=${prefix}`,
    postgres: undefined,
    'redis that is away': 'redis://127.0.0.1:1',
  };
  const redisUrl = redisUrls[given.queues];
  const config = parseConfig(
    {
      DATABASE_URL: database.url,
      OPS_PORT: '0',
      ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
      ...(given.rabbitmqUrl ? { RABBITMQ_URL: given.rabbitmqUrl } : {}),
    },
    'relay',
  );
  const sql = connect({ url: database.url, max: 3 });
  const backend = await openQueueBackend({ redisUrl, databaseUrl: database.url });
  const metrics = createMetrics({ role: 'relay', version: 'test' });
  const logLines: Record<string, unknown>[] = [];
  const log = createLog({
    level: 'debug',
    role: 'relay',
    destination: { write: (line) => void logLines.push(JSON.parse(line)) },
  });
  const bus = bootstrap({
    unitOfWork: createUnitOfWork(sql),
    catalogue: sampleCatalogue,
    now: () => new Date(),
    newId: newUuid7,
  });
  const relays: Started[] = [];
  return {
    sql,
    backend,
    deliveryStore: createDeliveryStore(sql),
    queries: createQueries(sql),
    metrics,
    logLines,
    async startRelay() {
      const { signal } = new AbortController();
      const started = await start(config, { log, metrics, signal, fail: () => undefined });
      relays.push(started);
      return started;
    },
    async accept(count, wishes) {
      const submissions = Array.from({ length: count }, () => submissionOf(wishes));
      const receipts = await bus.handle({ type: 'accept', submissions });
      return receipts.flatMap((receipt) => {
        if (!receipt.ok) throw receipt.error;
        return receipt.value.notifications.map(({ notificationId }) => notificationId);
      });
    },
    async fileRedrive() {
      const selection = { statuses: ['failed'] as const };
      const { operationId } = await bus.handle({
        type: 'file-operation',
        kind: 'redrive',
        selection,
        by: 'eve',
      });
      return operationId;
    },
    async loseQueueStore() {
      for (const queue of backend.bullQueues()) await queue.obliterate({ force: true });

      const redis = new Redis(servers.redisUrl);
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) await redis.del(...keys);
      redis.disconnect();
    },
    async outboxRows() {
      const [row] = await sql<{ count: number }[]>`select count(*)::int as count from outbox`;
      return row?.count ?? 0;
    },
    async stop() {
      await Promise.all(relays.map((relay) => relay.stop()));
      await backend.close();
      await sql.end({ timeout: 5 });
      await database.drop();
    },
  };
};

/** The ids of the jobs that wait in the lane `standard`, in order of id. */
export const jobsOf = async (world: RelayWorld): Promise<readonly string[]> => {
  const jobs = await world.backend.bullQueues()[1]?.getJobs(['waiting', 'delayed']);
  return (jobs ?? []).map(({ id }) => id ?? '').sort();
};

/** A UUIDv7, enough for a test: the time first, the rest random. */
const newUuid7 = (): string => {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
};
