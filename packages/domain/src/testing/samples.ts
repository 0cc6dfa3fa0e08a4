import type { Attempt, Outcome } from '../notification/attempt.ts';
import type { Notification } from '../notification/notification.ts';
import { catalogueOf, declarationOf, stringsSchema } from './sample-types.ts';

/** The moment at which most tests happen: 3 May 2026, 10:14 UTC. */
export const now = new Date('2026-05-03T10:14:00.000Z');

/** `welcome` (on by default), `password_reset` (with a secret), `marketing` (off by default, takes HTML). */
export const catalogue = catalogueOf([
  declarationOf({ type: 'welcome' }),
  declarationOf({ type: 'password_reset', variables: stringsSchema(['link'], ['link']) }),
  declarationOf({
    type: 'marketing',
    queue: 'bulk',
    category: 'marketing',
    onByDefault: false,
    onAmbiguous: 'at_most_once',
    allowsHtmlContent: true,
  }),
]);

/** A queued `welcome` to Ada, accepted at `now`, good for an hour. */
export const notificationOf = (given: Partial<Notification> = {}): Notification => ({
  id: '0193a000-0000-7000-8000-000000000001',
  type: 'welcome',
  queue: 'standard',
  status: 'queued',
  source: 'shop',
  userId: 'ada',
  recipientEmail: 'ada@example.com',
  subject: null,
  template: 'welcome',
  html: null,
  variables: { name: 'Ada', link: 'https://example.com/t0ken' },
  sensitive: ['link'],
  variablesErased: false,
  locale: null,
  tags: { campaign: 'spring' },
  replyTo: null,
  correlationId: 'c-1',
  traceparent: null,
  test: false,
  redrive: 0,
  dispatch: 1,
  claim: 0,
  attempts: 0,
  maybeSent: false,
  maybeSentSince: null,
  templateHash: null,
  provider: null,
  reason: null,
  errorCode: null,
  sendAt: null,
  expiresAt: new Date(now.getTime() + 3_600_000),
  nextAttemptAt: null,
  createdAt: now,
  updatedAt: now,
  ...given,
});

export const accepted: Outcome = { outcome: 'accepted', providerId: 'p-1' };
export const ambiguous: Outcome = { outcome: 'ambiguous', code: 'silence', detail: 'no answer' };
export const rejected = (
  kind: 'permanent' | 'transient' | 'throttled' | 'unreachable',
  retryAfterMs?: number,
): Outcome => ({
  outcome: 'rejected',
  kind,
  code: '451',
  detail: 'not now',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

export const attemptOf = (outcome: Outcome, provider = 'smtp'): Attempt => ({
  provider,
  startedAt: now,
  durationMs: 12,
  outcome: outcome.outcome,
  code: outcome.outcome === 'accepted' ? null : outcome.code,
  detail: outcome.outcome === 'accepted' ? null : outcome.detail,
  providerId: outcome.outcome === 'accepted' ? outcome.providerId : null,
});
