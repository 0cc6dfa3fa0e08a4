/** Milliseconds of lateness at which a process is taken to have stood still. */
const stoodStillMs = 100;
/** Milliseconds to read what came meanwhile. */
const catchUpMs = 1_000;

/**
 * Calls `act` once `ms` are over, but never as the first thing after this process stood still (it
 * was stopped, or something blocked it): timers go before what there is to read, and an answer that
 * has lain there for long would be taken for silence. Returns what calls it off.
 */
export const afterLiving = (ms: number, act: () => void): (() => void) => {
  let timer: NodeJS.Timeout;
  const wait = (waitMs: number): void => {
    const dueAt = performance.now() + waitMs;
    timer = setTimeout(() => {
      const lateMs = performance.now() - dueAt;
      if (lateMs > stoodStillMs) wait(catchUpMs);
      else act();
    }, waitMs);
  };
  wait(ms);
  return () => clearTimeout(timer);
};
