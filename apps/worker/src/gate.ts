import { createProviderPauses, createTokenBuckets, type Sql } from '@postroom/adapters/postgres';
import {
  bulkShare,
  createPace,
  createProviderGate,
  createTokenLease,
  type ProviderGate,
  type TakePace,
} from '@postroom/application';
import { type Config, type Log, type Loop, type Metrics, startLoop } from '@postroom/runtime';

/** Milliseconds until a pause that one worker was asked for is known to all. */
const shareEveryMs = 1_000;

interface GateParts {
  readonly config: Pick<Config, 'email'>;
  readonly sql: Sql;
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * This process's gate before its providers. Rates are kept over the fleet by buckets in Postgres,
 * asked in slices; pauses are written there when a provider asks for one, and read once a second.
 */
export const openGate = ({
  config,
  sql,
  metrics,
  log,
}: GateParts): { readonly gate: ProviderGate; stop(): Promise<void> } => {
  const pauses = createProviderPauses(sql);
  const paces = pacesOf(config, sql);
  const gate = createProviderGate({
    now: () => new Date(),
    random: Math.random,
    paceOf: (provider) => paces.get(provider),
    share(provider, remainingMs) {
      pauses.note({ provider, remainingMs }).catch((error: unknown) => {
        log.warn({ event: 'provider.pause_not_shared', provider, err: error }, 'others will ask');
      });
    },
    onState({ provider, state, cause }) {
      metrics.breakerOpen.set({ provider }, cause === 'failing' ? 1 : 0);
      log[state === 'closed' ? 'info' : 'warn'](
        { event: 'provider.gate', provider, state, cause },
        told[state](provider),
      );
    },
  });
  for (const provider of config.email.providers) metrics.breakerOpen.set({ provider }, 0);
  const reading: Loop = startLoop({
    name: 'provider pauses',
    async runOnce() {
      for (const { provider, remainingMs } of await pauses.current()) {
        gate.pause(provider, remainingMs);
      }
      return 'idle';
    },
    // Without Postgres nothing is sent anyway, and others say so.
    onError: (error) => log.debug({ event: 'provider.pauses_unread', err: error }, 'not read'),
    idleDelayMs: shareEveryMs,
    busyDelayMs: shareEveryMs,
    errorDelayMs: shareEveryMs,
    errorDelayCapMs: shareEveryMs,
  });
  return { gate, stop: () => reading.stop() };
};

const told = {
  closed: (provider: string) => `${provider} is used again`,
  half_open: (provider: string) => `${provider} is tried with one mail`,
  open: (provider: string) => `${provider} is left alone`,
};

const pacesOf = ({ email }: GateParts['config'], sql: Sql): ReadonlyMap<string, TakePace> => {
  const buckets = createTokenBuckets(sql);
  const nowMs = (): number => performance.now();
  const leaseOf = (bucket: string, ratePerSecond: number) => {
    // What a second brings, at once: more would exceed the limit of whoever counts by the second.
    const limit = { ratePerSecond, burst: Math.max(1, Math.floor(ratePerSecond)) };
    const lease = createTokenLease({ buckets, bucket, limit, nowMs });
    return () => lease.take();
  };
  const paces = new Map<string, TakePace>();
  for (const [provider, ratePerSecond] of Object.entries(email.rateLimits)) {
    if (ratePerSecond === undefined) continue;
    const take = leaseOf(`provider.${provider}`, ratePerSecond);
    const takeForBulk = leaseOf(`provider.${provider}.bulk`, ratePerSecond * bulkShare);
    paces.set(
      provider,
      createPace({ ratePerSecond, take, takeForBulk, nowMs, random: Math.random }),
    );
  }
  return paces;
};
