/**
 * Whether a provider is tried at all, as one process sees it. A value; the clock is an argument, in
 * milliseconds, and need only go forward.
 *
 *   closed     every hand-off goes. Five failures in a row, or half of the last twenty, open it.
 *   open       none goes until `untilMs`: 5 s at first, doubling to 30 s each time it opens again
 *              without having been closed. A provider that asked for a pause opens it too, for as
 *              long as it asked.
 *   half open  one goes, as a probe. A good word closes, a failure opens again, and a probe of which
 *              nothing is heard until `untilMs` (or that learnt nothing) makes room for the next.
 */
export interface Breaker {
  readonly state: 'closed' | 'open' | 'half_open';
  /** Why it is not closed: it fails, or it asked for a pause. */
  readonly cause: 'failing' | 'throttled' | null;
  /** When open: when a probe may go. When half open: when the probe is given up; 0 is none. */
  readonly untilMs: number;
  /** How often in a row it opened without having been closed. */
  readonly opened: number;
  /** The last outcomes while closed, the newest last; true is a failure. */
  readonly recent: readonly boolean[];
}

/** What a hand-off says about the provider, whatever it says about the mail. */
export type ProviderWord = 'working' | 'failing' | 'nothing';

export const closedBreaker: Breaker = {
  state: 'closed',
  cause: null,
  untilMs: 0,
  opened: 0,
  recent: [],
};

const inARow = 5;
const lastOnes = 20;
const firstOpenMs = 5_000;
const longestOpenMs = 30_000;
/** Longer than any hand-off lasts. */
const probeMs = 90_000;

export interface Admission {
  readonly next: Breaker;
  /** 0: it may go now. Else milliseconds until it is worth asking again. */
  readonly waitMs: number;
}

/** Asks for one hand-off. What is admitted must be followed by a word. */
export const admit = (breaker: Breaker, nowMs: number): Admission => {
  if (breaker.state === 'closed') return { next: breaker, waitMs: 0 };
  if (nowMs < breaker.untilMs) {
    const waitMs = breaker.state === 'open' ? breaker.untilMs - nowMs : 1_000;
    return { next: breaker, waitMs };
  }
  return { next: { ...breaker, state: 'half_open', untilMs: nowMs + probeMs }, waitMs: 0 };
};

/** A hand-off has ended. Those that began before it opened say nothing new while it is open. */
export const heard = (breaker: Breaker, word: ProviderWord, nowMs: number): Breaker => {
  if (breaker.state === 'open') return breaker;
  if (breaker.state === 'half_open') {
    if (word === 'working') return closedBreaker;
    return word === 'failing' ? opened(breaker, nowMs) : { ...breaker, untilMs: 0 };
  }
  if (word === 'nothing') return breaker;
  const recent = [...breaker.recent, word === 'failing'].slice(-lastOnes);
  const failures = recent.filter(Boolean).length;
  const isBroken =
    (recent.length >= inARow && recent.slice(-inARow).every(Boolean)) ||
    (word === 'failing' && recent.length === lastOnes && failures * 2 >= lastOnes);
  return isBroken ? opened({ ...breaker, recent }, nowMs) : { ...breaker, recent };
};

/** The provider asked for a pause until then; the longest wish counts. */
export const paused = (breaker: Breaker, untilMs: number): Breaker => {
  const isOpen = breaker.state === 'open';
  if (isOpen && untilMs <= breaker.untilMs) return breaker;
  const cause = breaker.cause === 'failing' ? 'failing' : 'throttled';
  return { ...breaker, state: 'open', cause, untilMs };
};

const opened = (breaker: Breaker, nowMs: number): Breaker => ({
  state: 'open',
  cause: 'failing',
  untilMs: nowMs + Math.min(longestOpenMs, firstOpenMs * 2 ** Math.min(breaker.opened, 10)),
  opened: breaker.opened + 1,
  recent: [],
});
