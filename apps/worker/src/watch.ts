/**
 * What is thought of a lane's consumer:
 *
 *   fine       nothing waits, or all hands are full, or something moved since the last look.
 *   doubtful   jobs wait, hands are free and nothing moves, for less than ten seconds.
 *   restarted  it lasted ten seconds, so the consumer was made anew; ten more and it is given up.
 *              Any progress leads back to fine.
 */
export interface Watch {
  /** Since when nothing moves; null is fine. */
  readonly stillSinceMs: number | null;
  readonly progressAtMs: number;
  readonly isRestarted: boolean;
}

export interface Sight {
  readonly atMs: number;
  /** Jobs that could be taken. */
  readonly waiting: number;
  /** Jobs that could be worked on beside those in hand. */
  readonly freeHands: number;
  /** When a job was last taken or ended. */
  readonly progressAtMs: number;
}

/** Longer than a reconnect takes, short enough to be at work again half a minute after an outage. */
const patienceMs = 10_000;

export const begin: Watch = { stillSinceMs: null, progressAtMs: 0, isRestarted: false };

export const look = (
  watch: Watch,
  { atMs, waiting, freeHands, progressAtMs }: Sight,
): { readonly next: Watch; readonly verdict: 'wait' | 'restart' | 'give_up' } => {
  const isStill = waiting > 0 && freeHands > 0 && progressAtMs === watch.progressAtMs;
  if (!isStill) return { next: { ...begin, progressAtMs }, verdict: 'wait' };
  if (watch.stillSinceMs === null) {
    return { next: { ...watch, stillSinceMs: atMs }, verdict: 'wait' };
  }
  if (atMs - watch.stillSinceMs < patienceMs) return { next: watch, verdict: 'wait' };
  return watch.isRestarted
    ? { next: watch, verdict: 'give_up' }
    : { next: { ...watch, stillSinceMs: atMs, isRestarted: true }, verdict: 'restart' };
};
