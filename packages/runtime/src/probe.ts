import { DeadlineError, withDeadline } from './deadline.ts';

/** How one part that a process depends on is. */
export interface Probe {
  readonly name: string;
  readonly status: 'up' | 'down';
  readonly latency_ms: number;
  /** Why it is down, as a code or a kind of error: never an address or a version. */
  readonly detail?: string;
}

/** Whether a process can do its work. */
export interface Readiness {
  readonly status: 'ready' | 'not_ready';
  readonly checks: readonly Probe[];
}

/** A part that does not answer within this many milliseconds is down. */
export const probeTimeoutMs = 2_000;

/** Asks a part how it is: up when `check` resolves in time. Never rejects. */
export const probe = async (
  name: string,
  check: (signal: AbortSignal) => Promise<unknown>,
  timeoutMs: number = probeTimeoutMs,
): Promise<Probe> => {
  const startedAt = performance.now();
  const latency = () => Math.round((performance.now() - startedAt) * 10) / 10;
  const giveUp = new AbortController();
  try {
    await withDeadline(check(giveUp.signal), timeoutMs, name);
    return { name, status: 'up', latency_ms: latency() };
  } catch (error) {
    giveUp.abort(error);
    return { name, status: 'down', latency_ms: latency(), detail: reasonOf(error) };
  }
};

/** Ready when every part is up. */
export const readinessOf = (checks: readonly Probe[]): Readiness => ({
  status: checks.every(({ status }) => status === 'up') ? 'ready' : 'not_ready',
  checks,
});

const reasonOf = (error: unknown): string => {
  if (error instanceof DeadlineError) return `no answer within ${error.afterMs} ms`;
  if (!(error instanceof Error)) return 'failed';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
