import type { PersonalReads, Reads } from '@postroom/application';
import type { Sql } from './client.ts';
import { guarded } from './errors.ts';
import { createFollower } from './follower.ts';
import { askPosition, type Position, positionOf, shared } from './position.ts';
import { createQueries } from './queries.ts';

/** Milliseconds for a read from the standby, then the primary is asked. */
const standbyMs = 3_000;
/** Milliseconds that an answer to a write waits for its position. */
const positionMs = 1_000;

export interface SplitReadsOptions {
  readonly primary: Sql;
  /** One server: behind a name that stands for several, a look says nothing about the read after it. */
  readonly standby: Sql;
  /** How the primary answers when the standby cannot. */
  readonly queries: PersonalReads;
  /** Milliseconds, of a clock that never jumps. */
  nowMs(): number;
}

/**
 * Reads from the standby where it has everything the reader must see, else from the primary. What
 * this process wrote last counts for all its readers: one number, at the price that a read may go to
 * the primary for the sake of somebody else's write.
 */
export const createSplitReads = (options: SplitReadsOptions): Reads => {
  const { primary, standby, queries, nowMs } = options;
  const follower = createFollower(standby, nowMs);
  const onStandby = createQueries(standby);
  // Never 0: the first read looks whether anybody is there.
  let newest: Position = 1n;
  /** Whether something was written after `newest`, and nobody could say where. */
  let isUnsure = false;

  const ask = shared(() => guarded(() => askPosition(primary), positionMs));
  const written = async (): Promise<string | undefined> => {
    try {
      const position = await ask();
      newest = max(newest, positionOf(position) ?? 0n);
      isUnsure = false;
      return position;
    } catch {
      isUnsure = true;
      return undefined;
    }
  };

  const read = async <Answer>(
    given: string | undefined,
    asked: (from: PersonalReads) => Promise<Answer>,
  ): Promise<Answer> => {
    const position = given === undefined ? 0n : positionOf(given);
    if (isUnsure) await written();
    if (position === undefined || isUnsure) return asked(queries);
    if (!(await follower.has(max(newest, position)))) return asked(queries);
    try {
      return await guarded(() => asked(onStandby), standbyMs);
    } catch {
      // Away, promoted at this moment, or a query that its replay got in the way of.
      follower.failed();
      return asked(queries);
    }
  };

  return {
    written,
    after: (position) => ({
      notification: (id) => read(position, (from) => from.notification(id)),
      history: (filter) => read(position, (from) => from.history(filter)),
      notifications: (page) => read(position, (from) => from.notifications(page)),
      preferences: (userId) => read(position, (from) => from.preferences(userId)),
    }),
  };
};

const max = (a: Position, b: Position): Position => (a > b ? a : b);
