import type { Notification, Settlement } from '@postroom/domain';
import { StoreError } from '../ports/store-error.ts';
import type { DeliverContext } from './context.ts';

/** Waits before each further try, in milliseconds: half a minute in all, a restart of Postgres. */
const pausesMs = [100, 200, 500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Writes an outcome, and again while the store is away: a mail that was accepted and not noted down
 * would be sent a second time. Writing twice is harmless, the guard sees to that.
 * @returns false when the guard refused. @throws StoreError when the store stayed away.
 */
export const settleSurely = async (
  notification: Notification,
  settlement: Settlement,
  context: DeliverContext,
): Promise<boolean> => {
  for (const pauseMs of [...pausesMs, null]) {
    try {
      const isApplied = await context.settle(settlement);
      if (isApplied) context.observe.settled(notification, settlement);
      else context.observe.fenced(notification, settlement);
      return isApplied;
    } catch (error) {
      const isAway = error instanceof StoreError && error.kind === 'unavailable';
      if (!isAway || pauseMs === null) throw error;
      await context.pause(pauseMs);
    }
  }
  return false;
};
