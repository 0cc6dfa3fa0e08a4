import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type ApiKeys,
  connect,
  createApiKeys,
  createFleetFacts,
  createLaneControls,
  createLaneFigures,
  createProcessStore,
  createQuarantine,
  createQueries,
  createSplitReads,
  createTokenBuckets,
  createUnitOfWork,
  standbyLagOf,
  waitForSchema,
} from '@postroom/adapters/postgres';
import { bootstrap, createPulse, readsFromPrimary, type TokenBuckets } from '@postroom/application';
import {
  type Config,
  createFailPoints,
  postroomVersion,
  probe,
  readinessOf,
  type StartContext,
  type Started,
  serveHttp,
  startHeartbeat,
  startLoop,
  startParts,
} from '@postroom/runtime';
import { createCatalogue, essentialAmong, loadTypes } from '@postroom/templates';
import { uuidv7 } from 'uuidv7';
import { createAcceptor } from './acceptor.ts';
import { createApp } from './app.ts';
import { type Authenticate, authenticateByKey, authenticateNobody } from './auth/authenticate.ts';
import { addBootstrapKey } from './auth/bootstrap-key.ts';
import { createKeySet } from './auth/key-set.ts';
import { remember } from './auth/remember.ts';
import { withUserTokens } from './auth/user-token.ts';
import { bounded } from './bounded.ts';
import type { ApiContext, Phase } from './context.ts';
import { healthOf } from './health/health.ts';
import { lookAround } from './health/look-around.ts';
import { createLaneWatch } from './limits/lane-watch.ts';
import { createRateLimiter, type RateLimiter } from './limits/rate-limiter.ts';
import { createPreviewer } from './previewer.ts';

/** So long may a revoked key go on working. */
const keyMemoryMs = 4_000;

/** A running API. */
export interface StartedApi extends Started {
  /** `http://host:port`, the port really listened on. */
  readonly url: string;
}

/**
 * Milliseconds between being not ready and closing the door. A listener that closes resets whoever the
 * kernel has let in already, and those requests fail. More of it delays every stop.
 */
const lameDuckMs = 500;

/**
 * Starts the API.
 *
 *   waiting  it listens and tells that it lives, refuses all else with 503, and looks for its schema.
 *   serving  entered once the schema is there; then `start` resolves.
 *   draining entered by `stop`: not ready any more, and for half a second whoever still comes is served,
 *            for a balancer sends on until it has looked. Then requests under way are answered and
 *            connections end.
 *
 * @throws Error when the port is taken, or the signal's reason when it is to stop while it waits.
 */
export const start = async (
  config: Config,
  { log, metrics, tracing, signal }: Pick<StartContext, 'log' | 'metrics'> & Partial<StartContext>,
): Promise<StartedApi> => {
  let phase: Phase = 'waiting';
  let url = '';
  const stopper = await startParts(async (parts) => {
    const { database, tls } = config;
    const sql = connect({ url: database.url, name: 'postroom-api', tls });
    parts.add('database connections', () => sql.end({ timeout: 5 }));

    const types = await loadTypes(config.types);
    const catalogue = createCatalogue(types);
    const now = () => new Date();
    const { around } = createFailPoints(config.failPoints);
    const unitOfWork = createUnitOfWork(sql);
    const { admitDepth, admitAgeSeconds } = config.lanes;
    const watch = createLaneWatch({
      read: createLaneFigures(sql).read,
      limits: { depth: admitDepth, ageSeconds: admitAgeSeconds },
      log,
    });
    const bus = bounded(
      'bus',
      bootstrap({
        unitOfWork: {
          transact: (work) =>
            around('api.transaction', () => unitOfWork.transact(around('api.work', work)))(),
        },
        catalogue,
        now,
        newId: uuidv7,
        preferenceMails: config.preferenceMails,
        recipientCap: config.limits.perRecipientPerHour,
        isLaneClosed: (queue) => watch.isClosed(queue),
      }),
    );
    const acceptor = createAcceptor(bus);
    parts.add('notifications being accepted', () => acceptor.idle());

    const keys = bounded('keys', createApiKeys(sql));
    const queries = bounded('queries', createQueries(sql));
    const laneControls = bounded('lanes', createLaneControls(sql));
    const processes = bounded('processes', createProcessStore(sql));
    const fleet = bounded('fleet', { facts: createFleetFacts(sql) });
    const standby = database.standbyUrl
      ? connect({
          url: database.standbyUrl,
          name: 'postroom-api-standby',
          connectTimeoutSeconds: 1,
          tls,
        })
      : undefined;
    parts.add('standby connection', () => standby?.end({ timeout: 5 }));
    const standbyLag = standby && (() => standbyLagOf(sql, standby));
    const primary = () => probe('primary', () => sql`select 1`);
    const nowMs = performance.now.bind(performance);
    const isOpen = config.auth.mode === 'off';
    const previewer = createPreviewer(types, { serviceName: config.service.name, log });
    parts.add('previews', () => previewer.close());
    const context: ApiContext = {
      authenticate: authenticator(config, keys),
      isOpen,
      bus,
      accept: around('api.accept', (submission) => acceptor.add(submission)),
      rateLimiter: rateLimiterOf(config, { buckets: createTokenBuckets(sql), log }),
      queries,
      reads: standby
        ? createSplitReads({ primary: sql, standby, queries, nowMs })
        : readsFromPrimary(queries),
      catalogue,
      render: previewer.render,
      isEssential: essentialAmong(catalogue, config.types.essential),
      lanes: laneControls,
      quarantine: bounded('quarantine', createQuarantine(sql)),
      ready: async () => {
        const checks = [await primary()];
        return phase === 'serving' ? readinessOf(checks) : { status: 'not_ready', checks };
      },
      phase: () => phase,
      ...healthOf({
        config,
        queries,
        laneControls,
        primary,
        phase: () => phase,
        roster: processes.roster,
        facts: fleet.facts,
        standbyLag,
      }),
      log,
      metrics,
      tracing,
      version: postroomVersion(),
      serviceName: config.service.name,
      now,
      newId: uuidv7,
    };

    const app = createApp(context);
    const server = await serveHttp({ ...config.api, portVariable: 'PORT', fetch: app.fetch });
    parts.add('HTTP requests', () => server.stop());
    url = server.url;

    // Now, while nobody is served yet, since loading templates holds up whatever else there is to do.
    void previewer.warmUp();
    await waitForSchema(sql, {
      ...(signal && { signal }),
      onWaiting: (reason) => log.info({ event: 'api.waiting', reason }, 'waiting for the schema'),
    });
    if (config.auth.bootstrapApiKey !== undefined && !isOpen) {
      await addBootstrapKey(keys, config.auth.bootstrapApiKey);
    }
    const heartbeat = await startHeartbeat({
      ...createPulse({
        store: processes,
        id: randomUUID(),
        role: 'api',
        lanes: [],
        look: () => lookAround({ standbyLag, isLaneClosed: watch.isClosed }),
      }),
      log,
    });
    parts.add('heartbeat', () => heartbeat.stop());
    const watching = startLoop({
      name: 'lanes',
      runOnce: watch.runOnce,
      busyDelayMs: 1_000,
      idleDelayMs: 1_000,
      errorDelayMs: 1_000,
      onError: (err) => log.warn({ event: 'lanes.unseen', err }, 'cannot see how full lanes are'),
    });
    parts.add('lane watch', () => watching.stop());
    phase = 'serving';
    parts.add('readiness', async () => {
      phase = 'draining';
      await pause(lameDuckMs);
    });
  });
  return { url, stop: () => stopper.stop(), pending: () => stopper.pending() };
};

const rateLimiterOf = (
  { limits: { perKeyPerSecond } }: Config,
  { buckets, log }: { readonly buckets: TokenBuckets; readonly log: StartContext['log'] },
): RateLimiter | undefined =>
  perKeyPerSecond === undefined
    ? undefined
    : createRateLimiter({
        buckets,
        perSecond: perKeyPerSecond,
        nowMs: performance.now.bind(performance),
        onAway: (err) =>
          log.warn({ event: 'rate_limit.away', err }, 'requests are not counted: no answer'),
      });

/** Everybody where authentication is off; else keys, and users' tokens where an issuer is set. */
const authenticator = ({ auth }: Config, keys: Pick<ApiKeys, 'find'>): Authenticate => {
  if (auth.mode === 'off') return authenticateNobody;
  const nowMs = performance.now.bind(performance);
  const byKey = authenticateByKey(remember(keys.find, { ttlMs: keyMemoryMs, nowMs }));
  return auth.jwt
    ? withUserTokens(byKey, createKeySet(auth.jwt.jwksUrl, { nowMs }), auth.jwt)
    : byKey;
};
