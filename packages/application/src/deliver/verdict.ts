import type { Settlement } from '@postroom/domain';

/** What the queue is to do with a job. Postgres has decided already; this only keeps the schedule in step. */
export type Verdict =
  | { readonly verdict: 'done' }
  /** Come again in `delayMs`; counts as a failed run of the job. */
  | { readonly verdict: 'retry'; readonly delayMs: number; readonly message: string }
  /** Keep it among the failed, for people to see. */
  | { readonly verdict: 'give_up'; readonly message: string }
  /** Too early: come again in `delayMs`, as if it had not run. */
  | { readonly verdict: 'snooze'; readonly delayMs: number };

export const done: Verdict = { verdict: 'done' };

/** The queue's side of what was settled. */
export const verdictOf = (settlement: Settlement): Verdict => {
  const message = [settlement.reason?.code, settlement.reason?.detail].filter(Boolean).join(': ');
  switch (settlement.to) {
    case 'sent':
    case 'suppressed':
    case 'expired':
      return done;
    case 'retry_wait':
      return { verdict: 'retry', delayMs: settlement.retryInMs ?? 0, message };
    case 'failed':
    case 'unknown':
      return { verdict: 'give_up', message };
  }
};
