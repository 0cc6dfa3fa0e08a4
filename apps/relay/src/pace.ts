/**
 * How many rows go in one batch. A batch that keeps failing although the other side was there when
 * it began is halved, again and again, until a single row is left: that one is poison.
 *
 *   full      `limit` is the batch size.
 *   narrowed  after three failures in a row: half of it, and half of that after three more. A
 *             success doubles it, back to full in the end.
 *   single    the limit is 1, and after three more failures `isPoison` says so.
 */
export interface Pace {
  readonly limit: number;
  /** Whether the next row to be published alone is to be set aside instead. */
  readonly isPoison: boolean;
  succeeded(): void;
  /** Count only failures of a side that was there: an outage says nothing about rows. */
  failed(): void;
}

const failuresPerStep = 3;

export const createPace = (full: number): Pace => {
  let limit = full;
  let failures = 0;
  return {
    get limit() {
      return limit;
    },
    get isPoison() {
      return limit === 1 && failures >= failuresPerStep;
    },
    succeeded() {
      failures = 0;
      limit = Math.min(full, limit * 2);
    },
    failed() {
      failures += 1;
      if (failures < failuresPerStep || limit === 1) return;
      failures = 0;
      limit = Math.max(1, Math.floor(limit / 2));
    },
  };
};
