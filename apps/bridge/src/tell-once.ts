import type { Log } from '@postroom/runtime';

const againAfterMs = 60_000;

/**
 * Logs what goes wrong, and what goes wrong in the same words again at most once a minute: an
 * exchange that is missing is looked for every few seconds.
 */
export const tellOnce = (
  log: Pick<Log, 'warn' | 'debug'>,
  now: () => number = Date.now,
): ((error: Error) => void) => {
  const told = new Map<string, number>();
  return (error) => {
    const last = told.get(error.message);
    const isNews = last === undefined || now() - last >= againAfterMs;
    if (isNews) {
      // Messages may carry numbers that never come again; a few hundred are enough to remember.
      if (told.size > 200) told.clear();
      told.set(error.message, now());
    }
    log[isNews ? 'warn' : 'debug']({ event: 'bridge.error', err: error }, error.message);
  };
};
