import { DomainError } from '../errors.ts';
import { endingEvent, type OutgoingEvent } from '../outgoing-event.ts';
import { isKeyForgotten, type Notification } from './notification.ts';
import { mayMove } from './status.ts';

/** What callers and operators do to a notification. Time is an argument; nothing is written here. */
export interface NotificationChange {
  readonly next: Notification;
  readonly events: readonly OutgoingEvent[];
}

/** @throws DomainError `not_cancellable` from the hand-off on. */
export const cancel = (n: Notification, now: Date, by: string): NotificationChange => {
  if (!mayMove(n.status, 'cancelled', n.maybeSent)) {
    const why = n.maybeSent ? 'may have been sent already' : `is ${n.status}`;
    throw new DomainError('not_cancellable', `notification ${n.id} ${why}, cannot cancel`);
  }
  const reason = { code: 'cancelled', detail: `cancelled by ${by}` };
  const facts = {
    at: now,
    provider: null,
    attempts: n.attempts,
    code: reason.code,
    message: reason.detail,
  };
  return {
    next: { ...n, status: 'cancelled', reason, nextAttemptAt: null, updatedAt: now },
    events: [endingEvent(n, 'cancelled', facts)],
  };
};

/**
 * Sends again what ended without success: a new redrive, so a new key and Message-ID; from
 * `unknown` the same redrive and key, so that a provider with idempotency keys cannot send twice, as
 * long as it knows the key.
 * The time to live starts anew.
 * @throws DomainError `not_retryable`, `variables_erased`.
 */
export const redrive = (n: Notification, now: Date, ttlSeconds: number): NotificationChange => {
  if (!mayMove(n.status, 'queued') || n.status === 'scheduled') {
    throw new DomainError(
      'not_retryable',
      `notification ${n.id} is ${n.status}, cannot send it again`,
    );
  }
  if (n.variablesErased) {
    throw new DomainError(
      'variables_erased',
      `notification ${n.id} has lost its sensitive variables to erasure, cannot send it again`,
    );
  }
  const isResend = n.status !== 'unknown' || isKeyForgotten(n, now);
  return {
    next: {
      ...n,
      status: 'queued',
      redrive: n.redrive + (isResend ? 1 : 0),
      dispatch: n.dispatch + 1,
      attempts: 0,
      maybeSent: isResend ? false : n.maybeSent,
      maybeSentSince: isResend ? null : n.maybeSentSince,
      provider: isResend ? null : n.provider,
      reason: null,
      errorCode: null,
      nextAttemptAt: null,
      expiresAt: new Date(Math.max(n.expiresAt.getTime(), now.getTime() + ttlSeconds * 1000)),
      updatedAt: now,
    },
    events: [],
  };
};

/**
 * Hands a waiting notification to the queue once more, under a new dispatch: what the reconciler
 * does when its job is gone, and an operator who will not wait for the next retry.
 * @throws DomainError `not_retryable` unless it is `queued` or `retry_wait`.
 */
export const redispatch = (n: Notification, now: Date): NotificationChange => {
  if (n.status !== 'queued' && n.status !== 'retry_wait') {
    throw new DomainError(
      'not_retryable',
      `notification ${n.id} is ${n.status}, not waiting for a worker`,
    );
  }
  return {
    next: { ...n, dispatch: n.dispatch + 1, nextAttemptAt: null, updatedAt: now },
    events: [],
  };
};

/** An operator's word on an `unknown` one. @throws DomainError `not_resolvable`. */
export const resolve = (
  n: Notification,
  to: 'sent' | 'failed',
  now: Date,
  by: string,
): NotificationChange => {
  if (n.status !== 'unknown') {
    throw new DomainError(
      'not_resolvable',
      `notification ${n.id} is ${n.status}, only an unknown one can be resolved`,
    );
  }
  const reason = { code: 'resolved', detail: `resolved as ${to} by ${by}` };
  const facts = {
    at: now,
    provider: n.provider,
    attempts: n.attempts,
    code: reason.code,
    message: reason.detail,
  };
  return {
    next: {
      ...n,
      status: to,
      reason,
      errorCode: to === 'failed' ? reason.code : null,
      updatedAt: now,
    },
    events: [superseding(n.status, endingEvent(n, to, facts))],
  };
};

/** That it ended as `unknown` was told already; this word replaces that one. */
const superseding = (supersedes: string, event: OutgoingEvent): OutgoingEvent => ({
  ...event,
  fields: { ...event.fields, supersedes },
});
