import type { Look, StateName } from '@postroom/application';
import type { Metrics } from '@postroom/runtime';

/** Attempts in a row without an acceptance that are no coincidence of bad addresses. */
const refusedInARow = 10;
/** Looks, at one every five seconds, for which an acceptance speaks for a provider: five minutes. */
const acceptanceCounts = 60;

interface Tally {
  readonly accepted: number;
  /** Attempts without an acceptance so far, as of the last one that was accepted. */
  readonly refusedBefore: number;
  readonly looksSince: number;
}

/**
 * What a worker can tell of each provider, read from its own metrics, so that both always say the
 * same. A provider that was not tried lately says nothing.
 */
export const createLookAround = (
  metrics: Pick<Metrics, 'attempts' | 'breakerOpen'>,
): (() => Promise<Look>) => {
  let tallies: ReadonlyMap<string, Tally> = new Map();
  return async () => {
    const [breakers, attempts] = await Promise.all([
      metrics.breakerOpen.get(),
      metrics.attempts.get(),
    ]);
    const states: Partial<Record<StateName, string>> = {};
    for (const { labels, value } of breakers.values) {
      states[`breaker.${labels.provider}`] = value > 0 ? 'open' : 'closed';
    }
    const next = new Map<string, Tally>();
    for (const [provider, { accepted, refused }] of sums(attempts.values)) {
      const before = tallies.get(provider);
      const isNew = accepted > (before?.accepted ?? 0);
      const tally: Tally = isNew
        ? { accepted, refusedBefore: refused, looksSince: 0 }
        : {
            accepted,
            refusedBefore: before?.refusedBefore ?? 0,
            looksSince: (before?.looksSince ?? acceptanceCounts) + 1,
          };
      next.set(provider, tally);
      const state = stateOf(tally, refused);
      if (state) states[`provider.${provider}`] = state;
    }
    tallies = next;
    return { states };
  };
};

const stateOf = (tally: Tally, refused: number): 'accepting' | 'refusing' | undefined => {
  if (refused - tally.refusedBefore >= refusedInARow) return 'refusing';
  return tally.looksSince < acceptanceCounts ? 'accepting' : undefined;
};

interface Sample {
  readonly labels: Partial<Record<'provider' | 'outcome', string | number>>;
  readonly value: number;
}

const sums = (
  samples: readonly Sample[],
): ReadonlyMap<string, { readonly accepted: number; readonly refused: number }> => {
  const found = new Map<string, { accepted: number; refused: number }>();
  for (const { labels, value } of samples) {
    const provider = String(labels.provider);
    const sum = found.get(provider) ?? { accepted: 0, refused: 0 };
    if (labels.outcome === 'accepted') sum.accepted += value;
    else sum.refused += value;
    found.set(provider, sum);
  }
  return found;
};
