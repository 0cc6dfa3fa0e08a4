import type { QueueName } from '@postroom/domain';
import {
  assertSchemaCompatibility,
  createPostgresBackend,
  DEFAULT_SCHEMA,
  type PgPool,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq';
import pg from 'pg';
import type { BullWorker, Engine, LaneQueue, Tls } from './engine.ts';
import { queueNameOf } from './names.ts';
import { eventStream } from './options.ts';

interface PostgresEngineOptions {
  readonly url: string;
  readonly tls?: Tls | undefined;
  /** Ends the wait for the schema. */
  readonly signal?: AbortSignal | undefined;
  onError(error: Error): void;
}

const retryMs = 500;

/**
 * Lanes in Postgres, for a laptop: load belongs on Redis. Resolves once the schema `bullmq` is
 * there, since a queue that is opened before never recovers.
 */
export const openPostgres = async (options: PostgresEngineOptions): Promise<Engine> => {
  const { onError, signal } = options;
  const config = clientConfig(options);
  const pool = new pg.Pool({ ...config, max: 4, options: `-c search_path=${DEFAULT_SCHEMA}` });
  pool.on('error', onError);
  try {
    await untilMigrated(pool, signal);
  } catch (error) {
    await pool.end();
    throw error;
  }

  return {
    store: 'postgres',
    openQueue: (queue: QueueName) =>
      // The two stores' queues differ only in the type of a member that nobody here uses.
      new Queue(
        queueNameOf(queue),
        { connection: pool as unknown as PgPool, streams: eventStream }, // a real pool has more overloads
        createPostgresBackend,
      ) as unknown as LaneQueue,
    // By one statement: BullMQ's own getters ask for one state after the other, and miss a job that
    // goes back from active to delayed in between.
    async liveAmong(bull, jobIds) {
      const { rows } = await pool.query<{ id: string }>(
        `select id from job
         where queue = $1 and id = any($2) and state not in ('completed', 'failed')`,
        [bull.name, jobIds],
      );
      return new Set(rows.map(({ id }) => id));
    },
    openWorker: (queue, process, rest) =>
      // A pool of its own: a worker that is busy must not starve those who add.
      new Worker(
        queueNameOf(queue),
        process,
        { ...rest, connection: { ...config, max: 3, schema: DEFAULT_SCHEMA } },
        createPostgresBackend,
      ) as unknown as BullWorker,
    async generation() {
      const { rows } = await pool.query<{ value: string }>(
        'select value from meta where queue = $1 and field = $2',
        generationRow,
      );
      return rows[0]?.value ?? null;
    },
    async mark(generation) {
      await pool.query(
        `insert into meta (queue, field, value) values ($1, $2, $3)
         on conflict (queue, field) do update set value = excluded.value`,
        [...generationRow, generation],
      );
    },
    async ping() {
      await pool.query('select 1');
    },
    close: () => pool.end(),
  };
};

/**
 * Brings BullMQ's own schema up to date; for `npm run migrate` where queues run on Postgres. Safe
 * when several run at once.
 */
export const migrateQueues = async (options: {
  readonly databaseUrl: string;
  readonly tls?: Tls | undefined;
}): Promise<void> => {
  const client = new pg.Client(clientConfig({ url: options.databaseUrl, tls: options.tls }));
  await client.connect();
  try {
    await runMigrations(client, DEFAULT_SCHEMA);
  } finally {
    await client.end();
  }
};

const generationRow = ['postroom', 'generation'];

const untilMigrated = async (pool: pg.Pool, signal: AbortSignal | undefined): Promise<void> => {
  for (;;) {
    signal?.throwIfAborted();
    const isThere = await assertSchemaCompatibility(pool, DEFAULT_SCHEMA).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
};

/** The driver lets the address overrule options, so what TLS the address wants is taken out of it. */
const clientConfig = ({ url, tls }: { readonly url: string; readonly tls?: Tls | undefined }) => {
  const address = new URL(url);
  const mode = address.searchParams.get('sslmode');
  const wantsTls = mode === null ? tls?.ca !== undefined : mode !== 'disable';
  address.searchParams.delete('sslmode');
  const { ca, cert, key } = tls ?? {};
  return {
    connectionString: address.toString(),
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'postroom-queue',
    ...(wantsTls
      ? {
          ssl: {
            rejectUnauthorized: true,
            // Without it the driver holds the certificate of an address in figures against localhost.
            host: address.hostname.replace(/^\[|\]$/g, ''),
            ...(ca ? { ca } : {}),
            ...(cert ? { cert } : {}),
            ...(key ? { key } : {}),
          },
        }
      : {}),
  };
};
