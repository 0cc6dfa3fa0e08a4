import { randomUUID } from 'node:crypto';
import { connect, createProcessStore, waitForSchema } from '@postroom/adapters/postgres';
import { openQueueBackend, type QueueBackend } from '@postroom/adapters/queue';
import { createPulse } from '@postroom/application';
import {
  type Config,
  probe,
  readinessOf,
  type StartContext,
  type Started,
  serveHttp,
  startHeartbeat,
  startOps,
  startParts,
} from '@postroom/runtime';
import { createCatalogue, loadTypes } from '@postroom/templates';
import { operateOn } from './actions/operate-on.ts';
import { createApp } from './app.ts';

/** A running dashboard. */
export interface StartedDashboard extends Started {
  /** `http://host:port`, the port really listened on. */
  readonly url: string;
}

/**
 * Starts the dashboard: Bull Board over every lane, whose buttons go through Postgres.
 *
 * @throws Error when a port is taken, or the signal's reason when it is to stop while it waits for
 * the schema.
 */
export const start = async (
  config: Config,
  { log, metrics, signal }: Pick<StartContext, 'log' | 'metrics' | 'signal'>,
): Promise<StartedDashboard> => {
  let url = '';
  const stopper = await startParts(async (parts) => {
    const { database, tls } = config;
    const sql = connect({ url: database.url, max: 4, name: 'postroom-dashboard', tls });
    parts.add('database connections', () => sql.end({ timeout: 5 }));

    let backend: QueueBackend | undefined;
    const ops = await startOps({
      ...config.ops,
      registry: metrics.registry,
      ready: async () =>
        readinessOf([
          await probe('primary', () => sql`select 1`),
          await probe('queue_store', async () => {
            if (!backend) throw new Error('still starting');
            await backend.ping();
          }),
        ]),
    });
    parts.add('ops', () => ops.stop());

    await waitForSchema(sql, {
      signal,
      onWaiting: (reason) => log.info({ event: 'schema.waiting' }, reason),
    });
    backend = await openQueueBackend({
      redisUrl: config.redis.url,
      databaseUrl: database.url,
      tls,
      signal,
      onError: (error) => log.warn({ event: 'queue.error', err: error }, 'the queue store is away'),
    });
    parts.add('queue store', () => backend?.close());

    const app = createApp({
      ...operateOn(sql, backend, createCatalogue(await loadTypes(config.types))),
      log,
      login: config.dashboard.login,
      documentationUrl: `${config.api.publicUrl}/documentation`,
      observe: ({ route, method, status, seconds }) =>
        metrics.http.observe({ route, method, status: String(status) }, seconds),
    });
    const server = await serveHttp({
      ...config.dashboard,
      portVariable: 'DASHBOARD_PORT',
      fetch: app.fetch,
    });
    parts.add('HTTP requests', () => server.stop());
    url = server.url;
    const heartbeat = await startHeartbeat({
      ...createPulse({
        store: createProcessStore(sql),
        id: randomUUID(),
        role: 'dashboard',
        lanes: [],
        look: async () => ({}),
      }),
      log,
    });
    parts.add('heartbeat', () => heartbeat.stop());
    log.info({ event: 'dashboard.started', queue_store: backend.store, url }, 'serving');
  });
  return { url, stop: () => stopper.stop(), pending: () => stopper.pending() };
};
