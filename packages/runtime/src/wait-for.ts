import { setTimeout as pause } from 'node:timers/promises';

export interface WaitForOptions {
  /** Milliseconds between checks, default 1,000. */
  readonly everyMs?: number;
  /** Gives up the wait: `waitFor` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every check that failed, with its number from 1 and the error if it threw. */
  onWaiting?(waiting: { readonly checks: number; readonly error: unknown }): void;
}

/**
 * Waits for something outside to be so, however long it takes: the schema a role needs, say. A
 * check that throws counts as not yet, since the server it asks may be starting too.
 */
export const waitFor = async (
  check: () => Promise<boolean>,
  { everyMs = 1_000, signal, onWaiting }: WaitForOptions = {},
): Promise<void> => {
  for (let checks = 1; ; checks += 1) {
    signal?.throwIfAborted();
    const { isSo, error } = await attempt(check);
    if (isSo) return;
    onWaiting?.({ checks, error });
    // The rejection of an aborted pause hides the signal's reason; the check above tells it.
    await pause(everyMs, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
};

const attempt = async (
  check: () => Promise<boolean>,
): Promise<{ readonly isSo: boolean; readonly error: unknown }> => {
  try {
    return { isSo: await check(), error: undefined };
  } catch (error) {
    return { isSo: false, error };
  }
};
