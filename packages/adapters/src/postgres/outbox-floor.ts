/**
 * Where a destination's due rows begin. A deleted row stays in the index until nobody's snapshot can
 * see it, and a transaction that somebody holds open for an hour holds up all of them: a claim that
 * starts at the beginning then reads every row of that hour, each time. So most claims start a
 * little before the oldest row of the last one; and because rows can appear further back (a commit
 * that took its time, a retry that was due long ago), one claim in a while starts at the beginning.
 */
export interface OutboxFloor {
  /** The earliest `available_at` to look at now, as text for Postgres. */
  now(): string;
  /** Told of the first row of a claim. */
  saw(earliest: Date): void;
}

/** What is accepted becomes visible within this time, or is found by the claims that start at the beginning. */
const marginMs = 10_000;
/** How late a row further back may be found. */
const fromTheStartEveryMs = 10_000;

/** @param nowMs a clock that never goes back. */
export const createOutboxFloor = (nowMs: () => number): OutboxFloor => {
  let floor: Date | undefined;
  let startedAt = Number.NEGATIVE_INFINITY;
  return {
    now() {
      if (floor !== undefined && nowMs() - startedAt < fromTheStartEveryMs) {
        return floor.toISOString();
      }
      startedAt = nowMs();
      return '-infinity';
    },
    saw(earliest) {
      floor = new Date(earliest.getTime() - marginMs);
    },
  };
};
