import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import {
  composeMessage,
  createCaptureProvider,
  createProviders,
  smtpConnectionsOf,
} from '@postroom/adapters/email';
import {
  connect,
  createDeliveryStore,
  createProcessStore,
  waitForSchema,
} from '@postroom/adapters/postgres';
import { openQueueBackend } from '@postroom/adapters/queue';
import {
  createPulse,
  type DeliverContext,
  deliver,
  type EmailProvider,
} from '@postroom/application';
import {
  type Config,
  createFailPoints,
  probe,
  readinessOf,
  type StartContext,
  type Started,
  startHeartbeat,
  startOps,
  startParts,
} from '@postroom/runtime';
import {
  createCatalogue,
  createRenderer,
  createRenderThreads,
  essentialAmong,
  loadTypes,
} from '@postroom/templates';
import { openGate } from './gate.ts';
import { createLookAround } from './look-around.ts';
import { mergedStore } from './merged-store.ts';
import { observeDelivery } from './observe.ts';
import { createSuspects } from './suspects.ts';
import { deliverTraced } from './trace-delivery.ts';
import { createTurns } from './turns.ts';
import { untilHandedBack } from './until-handed-back.ts';
import { startWatchdog } from './watchdog.ts';

/** Milliseconds that others wait before they think this worker dead. */
const leaseMs = 20_000;
const heartbeatMs = 5_000;
/** Milliseconds of a provider's silence until a hand-off counts as ambiguous. */
const sendTimeoutMs = 60_000;
/** Milliseconds that jobs in hand get to end when the process stops; the rest goes back to the queue. */
const drainMs = 18_000;
/** Milliseconds for those jobs, for giving back the rest, and for the consumers' ends. */
const partDeadlineMs = 25_000;

/**
 * Takes jobs from its lanes, delivers, and tells the queue what to do with each job. Any number of
 * workers may run; the claim in Postgres decides who sends.
 */
export const start = (
  config: Config,
  { log, metrics, tracing, signal, fail }: StartContext,
): Promise<Started> =>
  startParts(
    async (stopper) => {
      const sql = connect({
        url: config.database.url,
        name: 'postroom-worker',
        plans: 'by_key',
        tls: config.tls,
      });
      stopper.add('postgres', () => sql.end({ timeout: 5 }));
      let isStarted = false;
      const ops = await startOps({
        ...config.ops,
        registry: metrics.registry,
        ready: async () =>
          readinessOf([
            await probe('postgres', () => sql`select 1`),
            await probe('lanes', async () => {
              if (!isStarted) throw new Error('still starting');
            }),
          ]),
      });
      stopper.add('ops', () => ops.stop());
      await waitForSchema(sql, {
        signal,
        onWaiting: (reason) => log.info({ event: 'schema.waiting' }, reason),
      });

      const types = await loadTypes(config.types);
      const catalogue = createCatalogue(types);
      const isEssential = essentialAmong(catalogue, config.types.essential);
      const threads = createRenderThreads({
        onBroken: (err) =>
          log.warn({ event: 'render_threads.broken', err }, 'a thread that renders has ended'),
      });
      stopper.add('render threads', () => threads.close());
      const renderer = createRenderer(types, {
        serviceName: config.service.name,
        fullRender: threads.render,
      });
      await renderer.prepare();
      threads.rest();
      const providers = providersOf(config);
      stopper.add('providers', async () => {
        await Promise.all(providers.map((provider) => provider.close()));
      });

      const backend = await openQueueBackend({
        redisUrl: config.redis.url,
        databaseUrl: config.database.url,
        tls: config.tls,
        signal,
        onError: (error) =>
          log.warn({ event: 'queue.error', err: error }, 'the queue store is away'),
      });
      stopper.add('queue store', () => backend.close());

      const { gate, stop: stopGate } = openGate({ config, sql, metrics, log });
      stopper.add('provider pauses', stopGate);
      const store = mergedStore(createDeliveryStore(sql));
      stopper.add('outcomes', () => store.idle());
      const { around } = createFailPoints(config.failPoints);
      const handBacks = untilHandedBack(around('worker.claim', store.claim, ({ id }) => id));
      const context: DeliverContext = {
        ...store,
        claim: handBacks.claim,
        settle: around('worker.settle', store.settle),
        render: renderer.render,
        compose: (notification, rendered) =>
          composeMessage({
            notification,
            rendered,
            sender: config.email.from,
            unsubscribeUrl: null,
          }),
        providers: providers.map((provider) => ({
          ...provider,
          send: around('worker.send', provider.send),
        })),
        gate,
        testProvider: createCaptureProvider({ name: 'test' }),
        catalogue,
        policy: config.retry,
        isEssential,
        worker: `${hostname()}.${process.pid}.${randomUUID().slice(0, 8)}`,
        leaseMs,
        takeTurn: createTurns(handOffsAtATime(config)),
        sendTimeoutMs,
        now: () => new Date(),
        random: Math.random,
        heartbeat: (beat) => {
          const timer = setInterval(beat, heartbeatMs);
          return () => clearInterval(timer);
        },
        pause: (ms) => pause(ms),
        observe: observeDelivery(metrics, log),
      };
      const oneByOne = createSuspects(Math.random);
      const lanes = config.worker.queues.map((queue) =>
        backend.worker(queue, {
          concurrency: config.worker.concurrency,
          process: (job, facts) =>
            oneByOne(facts, (deaths) =>
              tracing
                ? deliverTraced(tracing, job, deaths, context)
                : deliver(job, deaths, context),
            ),
          onError: (error, job) =>
            log.warn(
              { event: 'worker.error', queue, notification_id: job?.id, err: error },
              'a job could not be worked on',
            ),
          onHandBack: handBacks.note,
        }),
      );
      stopper.add('jobs in hand', async () => {
        await Promise.all(lanes.map((lane) => lane.close(drainMs)));
      });
      const watchdog = startWatchdog({
        lanes,
        concurrency: config.worker.concurrency,
        store: backend,
        log,
        now: () => new Date(),
        fail,
      });
      stopper.add('watchdog', () => watchdog.stop());
      const heartbeat = await startHeartbeat({
        ...createPulse({
          store: createProcessStore(sql),
          id: context.worker,
          role: 'worker',
          lanes: config.worker.queues,
          look: createLookAround(metrics),
        }),
        log,
      });
      stopper.add('heartbeat', () => heartbeat.stop());
      isStarted = true;
      log.info(
        {
          event: 'worker.started',
          queues: config.worker.queues,
          concurrency: config.worker.concurrency,
          providers: providers.map(({ name }) => name),
          queue_store: backend.store,
          ops_port: ops.port,
        },
        'taking jobs',
      );
    },
    { partDeadlineMs },
  );

const providersOf = ({ email, tls }: Config): readonly EmailProvider[] =>
  createProviders({
    order: email.providers,
    smtp: email.smtp && { ...email.smtp, tls, dkim: email.dkim },
    resend: email.resend,
  });

/** A mail server's connections are few; Resend and the no-op provider take what the lanes bring. */
const handOffsAtATime = ({ email, worker }: Config): number =>
  email.smtp && email.providers.includes('smtp')
    ? smtpConnectionsOf(email.smtp)
    : worker.concurrency * worker.queues.length;
