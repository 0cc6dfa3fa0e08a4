import type { Outcome } from '@postroom/domain';
import { afterLiving } from './after-living.ts';

export interface Sent {
  readonly outcome: Outcome;
  /** What the provider says after it was given up on; null when it answered in time. */
  readonly late: Promise<Outcome> | null;
}

/** The part of the time after which the provider is asked to stop; the rest is for its last word. */
const patience = 0.9;

/**
 * One call of a provider, which is over after `timeoutMs` whatever the provider does. It is told to
 * stop a little earlier, since it alone knows whether the mail was handed over; one that says nothing
 * even then may have accepted it. A throw is no better: it came in the middle of who knows what.
 */
export const sendWithin = async (
  timeoutMs: number,
  send: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Sent> => {
  const stopping = new AbortController();
  const patienceMs = timeoutMs * patience;
  const callOffStop = afterLiving(patienceMs, () => stopping.abort(new Error('timeout')));
  let callOffSilence = (): void => undefined;
  const silence = new Promise<'silence'>((resolve) => {
    callOffSilence = afterLiving(timeoutMs, () => resolve('silence'));
  });
  const sending = answerOf(send, stopping.signal);
  try {
    const outcome = await Promise.race([sending, silence]);
    if (outcome !== 'silence') return { outcome, late: null };
    const detail = `no answer within ${timeoutMs} ms, so it may have been accepted`;
    return { outcome: { outcome: 'ambiguous', code: 'timeout', detail }, late: sending };
  } finally {
    callOffStop();
    callOffSilence();
  }
};

const answerOf = async (
  send: (signal: AbortSignal) => Promise<Outcome>,
  signal: AbortSignal,
): Promise<Outcome> => {
  try {
    return await send(signal);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { outcome: 'ambiguous', code: 'provider_threw', detail };
  }
};
