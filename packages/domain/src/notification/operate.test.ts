import { describe, expect, it } from 'vitest';
import { notificationOf, now } from '../testing/samples.ts';
import { cancel, redispatch, redrive, resolve } from './operate.ts';
import { type Status, statuses } from './status.ts';

const later = new Date(now.getTime() + 600_000);
const codeOf = (operation: () => unknown): string => {
  try {
    operation();
    return 'done';
  } catch (error) {
    return (error as { code?: string }).code ?? 'a bug';
  }
};
const allowedFor = (operation: (status: Status) => unknown): Status[] =>
  statuses.filter((status) => codeOf(() => operation(status)) === 'done');

describe('cancel', () => {
  it('is possible until the hand-off', () => {
    const allowed = allowedFor((status) => cancel(notificationOf({ status }), later, 'shop'));
    expect(allowed).toEqual(['scheduled', 'queued', 'retry_wait']);
  });

  it('leaves nothing waiting and tells why', () => {
    const n = notificationOf({ status: 'retry_wait', nextAttemptAt: later, attempts: 2 });

    const { next, events } = cancel(n, later, 'shop');

    expect(next).toEqual({
      ...n,
      status: 'cancelled',
      reason: { code: 'cancelled', detail: 'cancelled by shop' },
      nextAttemptAt: null,
      updatedAt: later,
    });
    expect(events).toMatchObject([
      {
        eventId: `${n.id}.0.cancelled`,
        eventType: 'notification.cancelled',
        fields: { reason: { code: 'cancelled', detail: 'cancelled by shop' } },
      },
    ]);
  });

  it.each(['retry_wait', 'queued'] as const)(
    'is refused in %s while an earlier attempt may have been sent',
    (status) => {
      const n = notificationOf({ status, maybeSent: true });
      expect(() => cancel(n, later, 'shop')).toThrow(
        `notification ${n.id} may have been sent already, cannot cancel`,
      );
    },
  );

  it('names the state in its refusal', () => {
    const n = notificationOf({ status: 'sent' });
    expect(() => cancel(n, later, 'shop')).toThrow(`notification ${n.id} is sent, cannot cancel`);
    expect(codeOf(() => cancel(n, later, 'shop'))).toBe('not_cancellable');
  });
});

describe('redrive', () => {
  it('is possible for what ended without success', () => {
    const allowed = allowedFor((status) => redrive(notificationOf({ status }), later, 3600));
    expect(allowed.sort()).toEqual(['expired', 'failed', 'unknown']);
  });

  it('starts anew: another key, no attempts, another time to live', () => {
    const n = notificationOf({
      status: 'failed',
      redrive: 1,
      dispatch: 4,
      claim: 9,
      attempts: 4,
      provider: 'smtp',
      reason: { code: '550', detail: 'no such user' },
      errorCode: '550',
    });

    const { next, events } = redrive(n, later, 3600);

    expect(next).toEqual({
      ...n,
      status: 'queued',
      redrive: 2,
      dispatch: 5,
      attempts: 0,
      provider: null,
      reason: null,
      errorCode: null,
      expiresAt: new Date(later.getTime() + 3_600_000),
      updatedAt: later,
    });
    expect(events).toEqual([]);
  });

  it('keeps key and provider of an unknown one, so that nothing is sent twice', () => {
    const n = notificationOf({
      status: 'unknown',
      redrive: 1,
      maybeSent: true,
      provider: 'resend',
      attempts: 4,
    });

    const { next } = redrive(n, later, 3600);

    expect(next).toMatchObject({
      status: 'queued',
      redrive: 1,
      dispatch: 2,
      maybeSent: true,
      provider: 'resend',
      attempts: 0,
    });
  });

  it('does not shorten a life that is longer than the type says', () => {
    const n = notificationOf({ status: 'failed', expiresAt: new Date(later.getTime() + 9e9) });
    expect(redrive(n, later, 60).next.expiresAt).toEqual(n.expiresAt);
  });

  it('is refused once sensitive variables are erased', () => {
    const n = notificationOf({ status: 'failed', variablesErased: true });
    expect(codeOf(() => redrive(n, later, 3600))).toBe('variables_erased');
    const sent = notificationOf({ status: 'sent', variablesErased: true });
    expect(codeOf(() => redrive(sent, later, 3600))).toBe('not_retryable');
  });
});

describe('redispatch', () => {
  it('is possible for what waits for a worker', () => {
    const allowed = allowedFor((status) => redispatch(notificationOf({ status }), later));
    expect(allowed).toEqual(['queued', 'retry_wait']);
  });

  it('is another hand-over to the queue, due now, and nothing else', () => {
    const n = notificationOf({ status: 'retry_wait', nextAttemptAt: later, attempts: 2 });
    const { next, events } = redispatch(n, later);
    expect(next).toEqual({ ...n, dispatch: 2, nextAttemptAt: null, updatedAt: later });
    expect(events).toEqual([]);
  });
});

describe('resolve', () => {
  it('is possible for an unknown one only', () => {
    for (const to of ['sent', 'failed'] as const) {
      const allowed = allowedFor((status) => resolve(notificationOf({ status }), to, later, 'eve'));
      expect(allowed).toEqual(['unknown']);
    }
    const n = notificationOf();
    expect(codeOf(() => resolve(n, 'sent', later, 'eve'))).toBe('not_resolvable');
  });

  it.each([
    ['sent', 'notification.sent', null],
    ['failed', 'notification.failed', 'resolved'],
  ] as const)('as %s tells %s and what that supersedes', (to, eventType, errorCode) => {
    const n = notificationOf({ status: 'unknown', attempts: 1, provider: 'smtp', maybeSent: true });

    const { next, events } = resolve(n, to, later, 'eve');

    expect(next).toMatchObject({
      status: to,
      errorCode,
      reason: { code: 'resolved', detail: `resolved as ${to} by eve` },
    });
    expect(events).toMatchObject([
      { eventType, fields: { provider: 'smtp', attempts: 1, supersedes: 'unknown' } },
    ]);
  });
});
