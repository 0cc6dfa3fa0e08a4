import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from './client.ts';
import { guarded } from './errors.ts';
import { askPosition, type Position, positionOf, shared } from './position.ts';

/** Milliseconds for a look at the standby; longer makes reads slow in the moment it dies. */
const lookMs = 500;
/** Milliseconds for which a standby that failed is not asked again. */
const restMs = 2_000;
/** Milliseconds a read waits for a write to arrive; replay is usually a few behind. */
const patienceMs = 50;
const lookEveryMs = 5;
/** Bytes of log. A standby further behind will not catch up while somebody waits. */
const hopeless = 1_048_576n;

export interface Follower {
  /** Whether a read from the standby would see everything up to `position`. Never rejects. */
  has(position: Position): Promise<boolean>;
  /** To be told when a read from it went wrong. */
  failed(): void;
}

/**
 * What is known of a standby.
 *
 *   answering  it is asked how far it is whenever what is known does not suffice.
 *   resting    entered when it fails or says nothing: nobody asks it, so that nobody waits for it.
 *              After two seconds the next reader has it looked at, without waiting for the outcome;
 *              an answer leads back.
 */
export const createFollower = (standby: Sql, nowMs: () => number): Follower => {
  let replayed: Position = 0n;
  let restsUntilMs: number | undefined;

  const rest = (): void => {
    restsUntilMs = nowMs() + restMs;
    // It may come back from an older copy.
    replayed = 0n;
  };
  const look = shared(async (): Promise<boolean> => {
    try {
      replayed = positionOf(await guarded(() => askPosition(standby), lookMs)) ?? 0n;
      restsUntilMs = undefined;
      return true;
    } catch {
      rest();
      return false;
    }
  });

  return {
    async has(position) {
      if (restsUntilMs !== undefined) {
        if (nowMs() >= restsUntilMs) {
          restsUntilMs = nowMs() + restMs;
          void look();
        }
        return false;
      }
      const deadlineMs = nowMs() + patienceMs;
      while (replayed < position) {
        if (!(await look())) return false;
        if (replayed >= position) break;
        if (position - replayed > hopeless || nowMs() >= deadlineMs) return false;
        await pause(lookEveryMs);
      }
      return true;
    },
    failed: rest,
  };
};
