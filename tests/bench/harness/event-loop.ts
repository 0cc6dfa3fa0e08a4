import { rounded } from '../statistics.ts';

/** Milliseconds between the ticks that a process watches its event loop by, in prom-client. */
const tickMs = 10;

/**
 * Milliseconds that the event loop stood still at a time, at most, since this was asked last: every
 * look at `/metrics` begins anew. A tick comes up to its own interval after a block began, so one
 * block may be longer by that much; of many the longest is near the truth. What the process waited
 * for a core is in it too.
 */
export const longestBlockMs = async (opsUrl: string): Promise<number> => {
  const response = await fetch(`${opsUrl}/metrics`);
  return blockIn(await response.text());
};

export const blockIn = (metrics: string): number => {
  const seconds = /^nodejs_eventloop_lag_max_seconds(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1];
  if (seconds === undefined) throw new Error('the process does not tell how its event loop lags');
  return rounded(Math.max(0, Number(seconds) * 1_000 - tickMs), 1);
};
