import { randomUUID } from 'node:crypto';
import {
  type ConnectOptions,
  connect,
  createProcessStore,
  createRelayStore,
  listenForOutbox,
  type Sql,
  waitForSchema,
} from '@postroom/adapters/postgres';
import { openQueueBackend, parseJob } from '@postroom/adapters/queue';
import { createPulse, type DueJob, type RelayStore } from '@postroom/application';
import { queueNames } from '@postroom/domain';
import {
  type Config,
  createFailPoints,
  type Log,
  type Loop,
  probe,
  readinessOf,
  type StartContext,
  type Started,
  type Stopper,
  startHeartbeat,
  startLoop,
  startOps,
  startParts,
  type Tracing,
} from '@postroom/runtime';
import { openEventsOut } from './events-out.ts';
import { startHousekeeping } from './housekeeping/start-housekeeping.ts';
import { lookAround } from './look-around.ts';
import { createObserver } from './observe.ts';
import { pumpJobs } from './pump-jobs.ts';
import { openReconciler } from './reconciling.ts';
import { tellOutage } from './tell-outage.ts';
import { traceOutbox } from './trace-outbox.ts';
import { startWorkingOff } from './working-off.ts';

const reconcileEveryMs = 3_000;
/** Milliseconds; a server that comes back is noticed within this time. */
const errorDelayCapMs = 2_000;

/**
 * Empties the outbox into the lanes and the exchange, each destination by a loop, a connection and a
 * pace of its own, so that none holds up another; and reconciles. Any number of relays may run.
 */
export const start = (
  config: Config,
  { log, metrics, tracing, signal }: StartContext,
): Promise<Started> =>
  startParts(async (stopper) => {
    const open = opener(config, stopper);
    const observer = createObserver(metrics, log);
    const sql = open('reconcile', { max: 2, plans: 'by_key' });
    const checks: { readonly name: string; check(): Promise<unknown> }[] = [
      { name: 'postgres', check: () => sql`select 1` },
    ];
    let isStarted = false;
    const ops = await startOps({
      ...config.ops,
      registry: metrics.registry,
      async ready() {
        const probes = await Promise.all(checks.map(({ name, check }) => probe(name, check)));
        const starting = probe('loops', async () => {
          if (!isStarted) throw new Error('still starting');
        });
        return readinessOf([...probes, await starting]);
      },
    });
    stopper.add('ops', () => ops.stop());
    await waitForSchema(sql, {
      signal,
      onWaiting: (reason) => log.info({ event: 'schema.waiting' }, reason),
    });

    const backend = await openQueueBackend({
      redisUrl: config.redis.url,
      databaseUrl: config.database.url,
      tls: config.tls,
      signal,
      onError: (error) =>
        log.debug({ event: 'queue.error', err: error }, 'the queue store is away'),
    });
    stopper.add('queue store', () => backend.close());
    checks.push({ name: 'queue_store', check: () => backend.ping() });

    const loops = new Map<string, Loop>();
    const wake = (destinations: readonly string[]): void => {
      for (const [destination, loop] of loops) {
        if (destinations.length === 0 || destinations.includes(destination)) loop.wake();
      }
    };
    const eventsOut = openEventsOut({
      config,
      store: relayStore(open('exchange', pumping), config, tracing),
      observer,
      log,
      stopper,
      onUp: () => loops.get('exchange')?.wake(),
    });
    checks.push({ name: 'rabbitmq', check: () => eventsOut.check() });

    const { around } = createFailPoints(config.failPoints);
    const run = pumpStarter(log, stopper);
    for (const queue of queueNames) {
      const store = relayStore(open(queue, pumping), config, tracing);
      const jobs = backend.jobQueue(queue);
      const pump = {
        store: { ...store, drainJobs: around('relay.drain', store.drainJobs) },
        queue: { ...jobs, add: around('relay.add', jobs.add) },
        highWater: config.lanes.highWater,
        faultOf: faultOfJob,
        onQuarantined: observer.jobQuarantined,
      };
      loops.set(
        queue,
        run(queue, () => pumpJobs(pump)),
      );
    }
    loops.set(
      'exchange',
      run('exchange', () => eventsOut.runOnce()),
    );
    await startListening({ config, log, stopper, onWake: wake });

    // Only now: it brings the types along, templates and all, which takes most of a second to load,
    // and a relay that takes over from a dead one should be at work by then.
    const { createCatalogue, loadTypes } = await import('@postroom/templates');
    const catalogue = createCatalogue(await loadTypes(config.types));
    const reconciler = openReconciler({ config, catalogue, sql, backend, observer });
    const reconciling = tellOutage(log, 'reconciler', async (stopping: AbortSignal) => {
      await reconciler.runOnce(stopping);
      return 'idle' as const;
    });
    const loop = startLoop({
      name: 'reconciler',
      ...reconciling,
      idleDelayMs: reconcileEveryMs,
      busyDelayMs: reconcileEveryMs,
      errorDelayMs: reconcileEveryMs,
      errorDelayCapMs: reconcileEveryMs,
    });
    stopper.add('reconciler', () => loop.stop());
    startHousekeeping({
      // Forgetting a week may take minutes.
      sql: open('housekeeping', { silenceSeconds: 'none' }),
      retention: config.retention,
      onDone: observer.kept,
      log,
      stopper,
    });
    const heartbeat = await startHeartbeat({
      ...createPulse({
        store: createProcessStore(sql),
        id: randomUUID(),
        role: 'relay',
        lanes: [],
        look: () => lookAround({ backend, eventsOut }),
      }),
      log,
    });
    stopper.add('heartbeat', () => heartbeat.stop());
    const onEnded = observer.operationEnded;
    startWorkingOff({ sql: open('operations'), catalogue, onEnded, log, stopper });
    isStarted = true;
    log.info(
      { event: 'relay.started', queue_store: backend.store, ops_port: ops.port },
      'emptying the outbox',
    );
  });

/** A row that is published and comes back is published again, which does nothing: no need to wait for the disk. */
const pumping = { plans: 'by_key', commits: 'soon' } as const;

/** Opens a pool that is closed when the relay stops. */
const opener =
  ({ database, tls }: Config, stopper: Stopper) =>
  (
    name: string,
    options: Pick<ConnectOptions, 'max' | 'plans' | 'commits' | 'silenceSeconds'> = {},
  ): Sql => {
    const sql = connect({
      url: database.url,
      name: `postroom-relay-${name}`,
      max: 1,
      ...options,
      tls,
    });
    stopper.add(`postgres for ${name}`, () => sql.end({ timeout: 5 }));
    return sql;
  };

const relayStore = (sql: Sql, { retention }: Config, tracing: Tracing | undefined): RelayStore => {
  const { eventHoldHours } = retention;
  if (!tracing) return createRelayStore(sql, { eventHoldHours });
  return traceOutbox(createRelayStore(sql, { eventHoldHours, withTraces: true }), tracing);
};

const pumpStarter =
  (log: Log, stopper: Stopper) =>
  (name: string, runOnce: () => Promise<'busy' | 'idle'>): Loop => {
    const pump = `pump ${name}`;
    const loop = startLoop({ name: pump, ...tellOutage(log, pump, runOnce), errorDelayCapMs });
    stopper.add(pump, () => loop.stop());
    return loop;
  };

const faultOfJob = ({ id, dispatch }: DueJob): string | undefined => {
  try {
    parseJob({ id, dispatch });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Without it the loops find new rows by polling, half a second later at most. */
const startListening = async ({
  config,
  log,
  stopper,
  onWake,
}: {
  readonly config: Config;
  readonly log: Log;
  readonly stopper: Stopper;
  onWake(destinations: readonly string[]): void;
}): Promise<void> => {
  try {
    const listening = await listenForOutbox({ url: config.database.url, tls: config.tls }, onWake);
    stopper.add('listening', () => listening.stop());
  } catch (error) {
    log.warn({ event: 'relay.not_listening', err: error }, 'polling alone finds new rows');
  }
};
