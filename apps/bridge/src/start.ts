import { randomUUID } from 'node:crypto';
import { createResolver, openBroker, settledState, startConsumer } from '@postroom/adapters/amqp';
import {
  connect,
  createProcessStore,
  createUnitOfWork,
  waitForSchema,
} from '@postroom/adapters/postgres';
import { bootstrap, createPulse, type Submission } from '@postroom/application';
import {
  acceptTraced,
  type Config,
  createBatcher,
  createFailPoints,
  probe,
  readinessOf,
  type StartContext,
  type Started,
  startHeartbeat,
  startOps,
  startParts,
} from '@postroom/runtime';
import { createCatalogue, loadTypes } from '@postroom/templates';
import { uuidv7 } from 'uuidv7';
import { ingest } from './ingest.ts';
import { createObserver } from './observe.ts';
import { knownEvents } from './own-events.ts';
import { tellOnce } from './tell-once.ts';

/** Messages in hand, and so in one transaction, at most. */
const prefetch = 200;
/** Milliseconds that messages in hand get to be committed when the process stops. */
const drainMs = 15_000;

/**
 * Turns events of other services into notifications and preferences. Any number of bridges may run;
 * the inbox knows what has been seen. Without a `RABBITMQ_URL` there is nothing to listen to, and
 * the bridge is off.
 */
export const start = (
  config: Config,
  { log, metrics, tracing, signal }: StartContext,
): Promise<Started> =>
  startParts(async (stopper) => {
    const { url, ingestExchanges } = config.rabbitmq;
    if (url === undefined) {
      log.info({ event: 'bridge.off' }, 'the bridge is off: no RABBITMQ_URL is set');
      return;
    }
    const sql = connect({ url: config.database.url, name: 'postroom-bridge', tls: config.tls });
    stopper.add('postgres', () => sql.end({ timeout: 5 }));
    let isConsuming = (): boolean => false;
    const ops = await startOps({
      ...config.ops,
      registry: metrics.registry,
      ready: async () =>
        readinessOf(
          await Promise.all([
            probe('postgres', () => sql`select 1`),
            probe('rabbitmq', async () => {
              if (!isConsuming()) throw new Error('not consuming');
            }),
          ]),
        ),
    });
    stopper.add('ops', () => ops.stop());
    await waitForSchema(sql, {
      signal,
      onWaiting: (reason) => log.info({ event: 'schema.waiting' }, reason),
    });

    const catalogue = createCatalogue(await loadTypes(config.types));
    const events = knownEvents(catalogue);
    const { around } = createFailPoints(config.failPoints);
    const unitOfWork = createUnitOfWork(sql);
    const bus = bootstrap({
      unitOfWork: {
        transact: (work) =>
          around('bridge.transaction', () => unitOfWork.transact(around('bridge.work', work)))(),
      },
      catalogue,
      now: () => new Date(),
      newId: uuidv7,
      preferenceMails: config.preferenceMails,
      recipientCap: config.limits.perRecipientPerHour,
    });
    const acceptor = createBatcher({
      run: (submissions: readonly Submission[]) => bus.handle({ type: 'accept', submissions }),
      maxInFlight: 2,
      maxItems: prefetch,
    });

    const broker = openBroker({
      url,
      tls: config.tls,
      name: 'postroom-bridge',
      onState(state, reason) {
        const level = state === 'up' ? 'info' : 'warn';
        log[level]({ event: 'rabbitmq.state', state, reason }, `RabbitMQ is ${state}`);
      },
    });
    stopper.add('rabbitmq', () => broker.close());
    const consumer = startConsumer({
      broker,
      exchanges: ingestExchanges,
      routingKeys: events.map(({ event }) => event),
      prefetch,
      handle: ingest({
        catalogue,
        appUrl: config.service.appUrl,
        resolve: createResolver(events),
        now: () => new Date(),
        newId: uuidv7,
        accept: ({ origin, ...submission }) =>
          acceptTraced(
            tracing,
            { kind: 'consumer', parent: origin.traceparent, count: submission.requests.length },
            (traceparent) => acceptor.add({ ...submission, origin: { ...origin, traceparent } }),
          ),
        observe: createObserver(metrics, log),
      }),
      onError: tellOnce(log),
    });
    isConsuming = () => consumer.isConsuming();
    stopper.add('messages in hand', () => consumer.stop(drainMs));
    const heartbeat = await startHeartbeat({
      ...createPulse({
        store: createProcessStore(sql),
        id: randomUUID(),
        role: 'bridge',
        lanes: [],
        look: async () => ({ states: { rabbitmq: await settledState(broker) } }),
      }),
      log,
    });
    stopper.add('heartbeat', () => heartbeat.stop());
    log.info(
      { event: 'bridge.started', exchanges: ingestExchanges, ops_port: ops.port },
      'listening for events',
    );
  });
