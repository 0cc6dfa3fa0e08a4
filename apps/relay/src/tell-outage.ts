import type { Log } from '@postroom/runtime';

/**
 * Logs the beginning and the end of a loop's trouble, not each of its rounds: a server that is away
 * for an hour is one fact.
 */
export const tellOutage = <Args extends readonly unknown[], Result>(
  log: Log,
  loop: string,
  runOnce: (...args: Args) => Promise<Result>,
) => {
  let failures = 0;
  return {
    async runOnce(...args: Args): Promise<Result> {
      const result = await runOnce(...args);
      if (failures > 0) log.info({ event: 'loop.recovered', loop, failures }, `${loop} goes on`);
      failures = 0;
      return result;
    },
    onError(error: unknown, delayMs: number): void {
      failures += 1;
      const level = failures === 1 ? 'warn' : 'debug';
      log[level](
        { event: 'loop.failed', loop, failures, retry_in_ms: delayMs, err: error },
        `${loop} failed and will try again`,
      );
    },
  };
};
