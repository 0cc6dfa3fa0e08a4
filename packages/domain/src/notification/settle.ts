import { endingEvent, type OutgoingEvent } from '../outgoing-event.ts';
import { backoffMs, deferralMs, type RetryPolicy } from '../retry.ts';
import type { TypeDeclaration } from '../type/declaration.ts';
import type { Attempt, Outcome } from './attempt.ts';
import type { Notification, Reason } from './notification.ts';
import { hasEnded, type Status } from './status.ts';

/**
 * What to write about a notification, guarded: a failure counts only while `claim` and `dispatch`
 * are still those under which it was found; a success with a provider's word counts always.
 */
export interface Settlement {
  readonly id: string;
  readonly redrive: number;
  readonly dispatch: number;
  readonly claim: number;
  readonly to: Extract<
    Status,
    'sent' | 'retry_wait' | 'failed' | 'unknown' | 'suppressed' | 'expired'
  >;
  readonly attempts: number;
  readonly maybeSent: boolean;
  readonly provider: string | null;
  readonly providerId: string | null;
  /** Milliseconds from the database's now; null when it does not wait. */
  readonly retryInMs: number | null;
  readonly reason: Reason | null;
  readonly errorCode: string | null;
  /** In the order they were made. */
  readonly tries: readonly Attempt[];
  readonly events: readonly OutgoingEvent[];
}

interface Context {
  readonly now: Date;
  readonly policy: RetryPolicy;
  /** From 0 to 1. */
  readonly random: number;
  readonly declaration: Pick<TypeDeclaration, 'onAmbiguous'>;
}

/** The outcome of a claimed notification's last try becomes what is written. */
export const settle = (
  n: Notification,
  outcome: Outcome,
  tries: readonly Attempt[],
  context: Context,
): Settlement => {
  const provider = tries.at(-1)?.provider ?? n.provider;
  switch (outcome.outcome) {
    case 'accepted':
      return concluded(n, 'sent', {
        provider,
        providerId: outcome.providerId,
        tries,
        at: context.now,
        attempts: n.attempts + 1,
      });
    case 'ambiguous': {
      const ambiguous: Notification = { ...n, maybeSent: true };
      const reason = { code: outcome.code, detail: outcome.detail };
      return context.declaration.onAmbiguous === 'at_most_once'
        ? concluded(ambiguous, 'unknown', {
            provider,
            tries,
            reason,
            at: context.now,
            attempts: n.attempts + 1,
          })
        : failedAttempt(ambiguous, { provider, tries, reason }, context);
    }
    case 'rejected': {
      const reason = { code: outcome.code, detail: outcome.detail };
      switch (outcome.kind) {
        case 'permanent':
          return concluded(n, n.maybeSent ? 'unknown' : 'failed', {
            provider,
            tries,
            reason,
            at: context.now,
            attempts: n.attempts + 1,
          });
        case 'transient':
          return failedAttempt(
            n,
            { provider, tries, reason, floorMs: outcome.retryAfterMs },
            context,
          );
        case 'throttled':
        case 'unreachable':
          return deferred(
            n,
            {
              provider,
              tries,
              reason,
              retryInMs: deferralMs(outcome.retryAfterMs, context.random),
            },
            context,
          );
      }
    }
  }
};

/** Ends a notification: by an outcome, or without any hand-off (opted out, expired, cannot be rendered). */
export const concluded = (
  n: Notification,
  to: 'sent' | 'failed' | 'unknown' | 'suppressed' | 'expired',
  facts: {
    readonly at: Date;
    readonly provider?: string | null;
    readonly providerId?: string | null;
    readonly tries?: readonly Attempt[];
    readonly reason?: Reason;
    readonly attempts?: number;
  },
): Settlement => {
  const attempts = facts.attempts ?? n.attempts;
  // Whoever sends an unknown one again does so under the same key, at the same provider.
  const provider = facts.provider ?? (n.maybeSent ? n.provider : null);
  const code = facts.reason?.code ?? null;
  const message = facts.reason?.detail ?? null;
  return {
    // Not first: V8 takes microseconds for fields that follow a spread at the beginning.
    to,
    ...guardOf(n),
    attempts,
    provider,
    providerId: facts.providerId ?? null,
    retryInMs: null,
    reason: facts.reason ?? null,
    errorCode: to === 'sent' || to === 'suppressed' ? null : code,
    tries: facts.tries ?? [],
    events: [endingEvent(n, to, { at: facts.at, provider, attempts, code, message })],
  };
};

interface Failure {
  readonly provider: string | null;
  readonly tries: readonly Attempt[];
  readonly reason: Reason;
  /** The provider's own wish, to a day; a longer back-off wins. */
  readonly floorMs?: number | undefined;
}

/** A day: no provider remembers an idempotency key for longer. */
const longestFloorMs = 86_400_000;

const failedAttempt = (n: Notification, failure: Failure, context: Context): Settlement => {
  const attempts = n.attempts + 1;
  const ending = n.maybeSent ? 'unknown' : 'failed';
  if (attempts > context.policy.maxRetries) {
    return concluded(n, ending, { ...failure, at: context.now, attempts });
  }
  const backoff = backoffMs(context.policy, attempts, context.random);
  const floorMs = Math.min(longestFloorMs, Math.round(failure.floorMs ?? 0));
  return waiting(n, { ...failure, retryInMs: Math.max(backoff, floorMs), attempts }, context);
};

const deferred = (
  n: Notification,
  failure: Failure & { readonly retryInMs: number },
  context: Context,
): Settlement => waiting(n, { ...failure, attempts: n.attempts }, context);

/** A retry that would come after the expiry ends now: nobody should wait for a mail that will not be sent. */
const waiting = (
  n: Notification,
  wait: Failure & { readonly retryInMs: number; readonly attempts: number },
  context: Context,
): Settlement => {
  if (context.now.getTime() + wait.retryInMs >= n.expiresAt.getTime()) {
    const reason = {
      code: wait.reason.code,
      detail: `${wait.reason.detail}; the next attempt would have come after the expiry`,
    };
    return concluded(n, n.maybeSent ? 'unknown' : 'failed', { ...wait, reason, at: context.now });
  }
  return {
    to: 'retry_wait',
    ...guardOf(n),
    attempts: wait.attempts,
    provider: wait.provider,
    providerId: null,
    retryInMs: wait.retryInMs,
    reason: wait.reason,
    errorCode: wait.reason.code,
    tries: wait.tries,
    events: [],
  };
};

const guardOf = (n: Notification) => ({
  id: n.id,
  redrive: n.redrive,
  dispatch: n.dispatch,
  claim: n.claim,
  maybeSent: n.maybeSent,
});

/** Whether a settlement was the end, for this redrive. */
export const isConclusion = (settlement: Settlement): boolean => hasEnded(settlement.to);
