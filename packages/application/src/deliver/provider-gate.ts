import {
  admit,
  type Breaker,
  closedBreaker,
  heard,
  type Outcome,
  paused,
  type QueueName,
  type Reason,
} from '@postroom/domain';
import { wordOf } from './provider-word.ts';

/** What a process knows of its providers, and asks before each hand-off. */
export interface ProviderGate {
  /** Asks for one hand-off to this provider, for a mail of this lane. */
  enter(provider: string, queue: QueueName): Promise<Entry>;
  /** Another process was asked for a pause of so many milliseconds. */
  pause(provider: string, remainingMs: number): void;
  /** Those that were ever asked, for health and metrics. */
  states(): readonly ProviderState[];
}

export type Entry =
  /** `leave` must be called, with null when nothing was handed over after all. A second call does nothing. */
  | { readonly isOpen: true; leave(outcome: Outcome | null): void }
  /** Ask again after `waitMs`, which differs from mail to mail, so that they do not return together. */
  | { readonly isOpen: false; readonly waitMs: number; readonly reason: Reason };

export interface ProviderState {
  readonly provider: string;
  readonly state: Breaker['state'];
  readonly cause: Breaker['cause'];
  /** When it accepted a mail of this process; null before. */
  readonly lastAcceptedAt: Date | null;
}

/** Takes the right to hand one mail to a provider; `waitMs` above 0 says that there is none now. */
export type TakePace = (queue: QueueName) => Promise<{ readonly waitMs: number }>;

interface GateOptions {
  now(): Date;
  random(): number;
  /** Undefined where the provider has no limit. */
  paceOf(provider: string): TakePace | undefined;
  /** Tells the fleet of a pause. Must not throw. */
  share(provider: string, remainingMs: number): void;
  /** Told of every change of a breaker's state. */
  onState(state: ProviderState): void;
}

/** The longest pause that a provider's word is taken for; whoever asks for more is asked again. */
const longestPauseMs = 900_000;
/** Of a provider that does not say how long: doubling with each refusal. */
const firstPauseMs = 1_000;
const longestGuessMs = 60_000;
/** A wish that lasts no longer than one known already is news to nobody. */
const sameMs = 500;
/** Nobody waits longer to ask again, so that an operator's remedy is noticed. */
const longestWaitMs = 60_000;

/** One process's gate: a breaker for each provider, its pace, and the pauses it asked for. */
export const createProviderGate = (options: GateOptions): ProviderGate => {
  const { now, random, paceOf, share, onState } = options;
  const nowMs = (): number => now().getTime();
  const known = new Map<string, { breaker: Breaker; refusals: number; accepted: Date | null }>();
  const entryOf = (provider: string) => {
    const found = known.get(provider) ?? { breaker: closedBreaker, refusals: 0, accepted: null };
    known.set(provider, found);
    return found;
  };
  const stateOf = (provider: string): ProviderState => {
    const { breaker, accepted } = entryOf(provider);
    const { state, cause } = breaker;
    return { provider, state, cause, lastAcceptedAt: accepted };
  };
  const become = (provider: string, next: Breaker): void => {
    const entry = entryOf(provider);
    const { state } = entry.breaker;
    entry.breaker = next;
    if (next.state !== state) onState(stateOf(provider));
  };

  const learn = (provider: string, outcome: Outcome): void => {
    const entry = entryOf(provider);
    if (outcome.outcome === 'accepted') {
      entry.accepted = now();
      entry.refusals = 0;
    }
    if (outcome.outcome === 'rejected' && outcome.kind === 'throttled') {
      const guessMs = Math.min(longestGuessMs, firstPauseMs * 2 ** Math.min(entry.refusals, 10));
      const forMs = Math.min(longestPauseMs, outcome.retryAfterMs ?? guessMs);
      const untilMs = nowMs() + forMs;
      const { breaker } = entry;
      if (breaker.state === 'open' && untilMs <= breaker.untilMs + sameMs) return;
      entry.refusals += 1;
      become(provider, paused(breaker, untilMs));
      share(provider, forMs);
      return;
    }
    become(provider, heard(entry.breaker, wordOf(outcome), nowMs()));
  };

  const closed = (provider: string, waitMs: number): Entry => {
    // A second at least and half a minute at most, for those who wait for the same moment.
    const spreadMs = Math.min(30_000, Math.max(1_000, waitMs));
    const isPause = entryOf(provider).breaker.cause === 'throttled';
    return {
      isOpen: false,
      waitMs: Math.round(Math.min(longestWaitMs, waitMs) + spreadMs * random()),
      reason: isPause
        ? { code: 'provider_paused', detail: `${provider} asked for a pause` }
        : { code: 'breaker_open', detail: `${provider} keeps failing and is left alone` },
    };
  };

  return {
    async enter(provider, queue) {
      const before = admit(entryOf(provider).breaker, nowMs());
      if (before.waitMs > 0) return closed(provider, before.waitMs);
      const pace = await paceOf(provider)?.(queue);
      if (pace && pace.waitMs > 0) {
        const reason = { code: 'rate_limit', detail: `${provider} is used as much as it may be` };
        return { isOpen: false, waitMs: pace.waitMs, reason };
      }
      // Asked anew: another may have become the probe meanwhile.
      const { next, waitMs } = admit(entryOf(provider).breaker, nowMs());
      if (waitMs > 0) return closed(provider, waitMs);
      become(provider, next);
      let isInside = true;
      return {
        isOpen: true,
        leave(outcome) {
          if (!isInside) return;
          isInside = false;
          if (outcome) learn(provider, outcome);
          else become(provider, heard(entryOf(provider).breaker, 'nothing', nowMs()));
        },
      };
    },
    pause(provider, remainingMs) {
      const { breaker } = entryOf(provider);
      const untilMs = nowMs() + Math.min(longestPauseMs, remainingMs);
      if (breaker.state !== 'open' || untilMs > breaker.untilMs + sameMs) {
        become(provider, paused(breaker, untilMs));
      }
    },
    states: () => [...known.keys()].map(stateOf),
  };
};
