import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetryPolicy } from '../retry.ts';
import {
  accepted,
  ambiguous,
  attemptOf,
  notificationOf,
  now,
  rejected,
} from '../testing/samples.ts';
import type { Outcome } from './attempt.ts';
import type { Notification } from './notification.ts';
import { concluded, isConclusion, settle } from './settle.ts';
import { hasEnded, mayMove } from './status.ts';

const policy = defaultRetryPolicy;
const sending = (given: Partial<Notification> = {}) =>
  notificationOf({ status: 'sending', claim: 1, ...given });

const settled = (
  n: Notification,
  outcome: Outcome,
  onAmbiguous: 'at_least_once' | 'at_most_once' = 'at_least_once',
) =>
  settle(n, outcome, [attemptOf(outcome)], {
    now,
    policy,
    random: 0,
    declaration: { onAmbiguous },
  });

const outcomes = {
  accepted,
  ambiguous,
  permanent: rejected('permanent'),
  transient: rejected('transient'),
  throttled: rejected('throttled'),
  unreachable: rejected('unreachable'),
};

describe('settle', () => {
  it.each([
    // outcome, maybe sent before, type's policy, attempts before: where to, attempts after, maybe sent after
    ['accepted', false, 'at_least_once', 0, 'sent', 1, false],
    ['accepted', true, 'at_most_once', 3, 'sent', 4, true],
    ['permanent', false, 'at_least_once', 0, 'failed', 1, false],
    ['permanent', true, 'at_least_once', 1, 'unknown', 2, true],
    ['transient', false, 'at_least_once', 0, 'retry_wait', 1, false],
    ['transient', false, 'at_most_once', 2, 'retry_wait', 3, false],
    ['transient', false, 'at_least_once', 3, 'failed', 4, false],
    ['transient', true, 'at_least_once', 3, 'unknown', 4, true],
    ['throttled', false, 'at_least_once', 3, 'retry_wait', 3, false],
    ['throttled', true, 'at_least_once', 1, 'retry_wait', 1, true],
    ['unreachable', false, 'at_most_once', 0, 'retry_wait', 0, false],
    ['ambiguous', false, 'at_least_once', 0, 'retry_wait', 1, true],
    ['ambiguous', true, 'at_least_once', 2, 'retry_wait', 3, true],
    ['ambiguous', false, 'at_least_once', 3, 'unknown', 4, true],
    ['ambiguous', false, 'at_most_once', 0, 'unknown', 1, true],
  ] as const)(
    'makes of %s, maybe sent %s, %s, after %i attempts: %s with %i, maybe sent %s',
    (name, maybeSent, onAmbiguous, attempts, to, after, maybeSentAfter) => {
      const outcome = outcomes[name];
      const settlement = settled(sending({ maybeSent, attempts }), outcome, onAmbiguous);

      expect(settlement).toMatchObject({ to, attempts: after, maybeSent: maybeSentAfter });
    },
  );

  it('keeps the guard under which the outcome was found', () => {
    const n = sending({ claim: 7, dispatch: 3, redrive: 2 });
    const { id, claim, dispatch, redrive } = settled(n, accepted);
    expect({ id, claim, dispatch, redrive }).toEqual({
      id: n.id,
      claim: 7,
      dispatch: 3,
      redrive: 2,
    });
  });

  it('tries once and as often again as the policy says, then fails with one event', () => {
    let n = sending();
    const waits: (number | null)[] = [];
    for (let attempt = 1; attempt <= policy.maxRetries; attempt++) {
      const settlement = settled(n, rejected('transient'));
      expect(settlement).toMatchObject({ to: 'retry_wait', attempts: attempt, events: [] });
      waits.push(settlement.retryInMs);
      n = { ...n, attempts: settlement.attempts };
    }
    const last = settled(n, rejected('transient'));

    expect(waits).toEqual([5_000, 35_000, 245_000]);
    expect(last).toMatchObject({ to: 'failed', attempts: 4, retryInMs: null, errorCode: '451' });
    expect(last.events).toMatchObject([
      {
        eventId: `${n.id}.0.failed`,
        eventType: 'notification.failed',
        fields: { attempts: 4, retry_count: 3, error_code: '451', status: 'failed' },
      },
    ]);
  });

  it('spends no attempt on deferrals, however many there are', () => {
    let n = sending({ attempts: 3 });
    for (let i = 0; i < 50; i++) n = { ...n, attempts: settled(n, rejected('throttled')).attempts };
    expect(n.attempts).toBe(3);
  });

  it('gives up at once when the retry would come at or after the expiry', () => {
    const inFiveSeconds = new Date(now.getTime() + 5_000);
    const justAfter = new Date(now.getTime() + 5_001);

    const tooLate = settled(sending({ expiresAt: inFiveSeconds }), rejected('transient'));
    const inTime = settled(sending({ expiresAt: justAfter }), rejected('transient'));

    expect(tooLate).toMatchObject({
      to: 'failed',
      attempts: 1,
      reason: { code: '451', detail: 'not now; the next attempt would have come after the expiry' },
    });
    expect(inTime.to).toBe('retry_wait');
  });

  it('ends a deferral beyond the expiry without an attempt, as unknown when it may have been sent', () => {
    const expiresAt = new Date(now.getTime() + 500);
    expect(settled(sending({ expiresAt }), rejected('unreachable'))).toMatchObject({
      to: 'failed',
      attempts: 0,
    });
    expect(settled(sending({ expiresAt, maybeSent: true }), rejected('throttled'))).toMatchObject({
      to: 'unknown',
    });
  });

  it('waits as long as the provider asks when that is longer than the back-off', () => {
    const n = sending({ expiresAt: new Date(now.getTime() + 7 * 24 * 3_600_000) });
    expect(settled(n, rejected('transient', 60_000)).retryInMs).toBe(60_000);
    expect(settled(n, rejected('transient', 1_000)).retryInMs).toBe(5_000);
    expect(settled(n, rejected('throttled', 7_000)).retryInMs).toBe(7_000);
  });

  it('waits a whole number of milliseconds and at most a day, whatever a provider asks for', () => {
    const n = sending({ expiresAt: new Date(now.getTime() + 400 * 24 * 3_600_000) });
    expect(settled(n, rejected('transient', 60_000.4)).retryInMs).toBe(60_000);
    expect(settled(n, rejected('transient', 3e10)).retryInMs).toBe(86_400_000);
  });

  it('names the provider of the last try and what it said', () => {
    const outcome = rejected('transient');
    const settlement = settle(
      sending(),
      outcome,
      [attemptOf(rejected('unreachable'), 'resend'), attemptOf(outcome, 'smtp')],
      { now, policy, random: 0, declaration: { onAmbiguous: 'at_least_once' } },
    );
    expect(settlement).toMatchObject({
      provider: 'smtp',
      reason: { code: '451', detail: 'not now' },
      tries: [{ provider: 'resend' }, { provider: 'smtp' }],
    });
  });

  it('says in the event of a success who took it and after how many attempts', () => {
    const settlement = settled(sending({ attempts: 2, test: true }), accepted);
    expect(settlement).toMatchObject({ providerId: 'p-1', provider: 'smtp', errorCode: null });
    expect(settlement.events.map(({ fields }) => fields)).toEqual([
      {
        notification_id: sending().id,
        userid: 'ada',
        notification_type: 'welcome',
        provider: 'smtp',
        attempts: 3,
        source: 'shop',
        tags: { campaign: 'spring' },
        test: true,
      },
    ]);
  });

  it('moves only along the table, and tells of an end exactly when there is one', () => {
    const anyOutcome = fc.oneof(
      fc.constant(accepted),
      fc.constant(ambiguous),
      fc
        .tuple(
          fc.constantFrom('permanent', 'transient', 'throttled', 'unreachable'),
          fc.option(fc.nat(100_000_000), { nil: undefined }),
        )
        .map(([kind, after]) => rejected(kind, after)),
    );
    fc.assert(
      fc.property(
        anyOutcome,
        fc.boolean(),
        fc.nat(6),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.constantFrom('at_least_once', 'at_most_once'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (outcome, maybeSent, attempts, ttlMs, onAmbiguous, random) => {
          const n = sending({ maybeSent, attempts, expiresAt: new Date(now.getTime() + ttlMs) });
          const context = { now, policy, random, declaration: { onAmbiguous } };

          const settlement = settle(n, outcome, [attemptOf(outcome)], context);

          expect(mayMove('sending', settlement.to, settlement.maybeSent)).toBe(true);
          expect(settlement.events).toHaveLength(hasEnded(settlement.to) ? 1 : 0);
          expect(isConclusion(settlement)).toBe(hasEnded(settlement.to));
          expect(settlement.retryInMs === null).toBe(hasEnded(settlement.to));
          expect(settlement.maybeSent || !maybeSent).toBe(true);
          expect(settlement.to === 'failed' && settlement.maybeSent).toBe(false);
          expect(settlement.attempts - attempts).toBeLessThanOrEqual(1);
          expect(settlement.attempts).toBeLessThanOrEqual(
            Math.max(attempts, policy.maxRetries) + 1,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('an end without a hand-off', () => {
  it.each([
    ['suppressed', null, 'notification.suppressed'],
    ['expired', 'x', 'notification.failed'],
    ['failed', 'x', 'notification.failed'],
    ['unknown', 'x', 'notification.failed'],
  ] as const)('as %s keeps error code %s and tells %s', (to, errorCode, eventType) => {
    const settlement = concluded(notificationOf(), to, {
      at: now,
      reason: { code: 'x', detail: 'y' },
    });
    expect(settlement).toMatchObject({ to, errorCode, attempts: 0, tries: [], retryInMs: null });
    expect(settlement.events).toMatchObject([{ eventType, occurredAt: now }]);
  });

  it('keeps the provider to which an ambiguous hand-off bound it, for who sends it again', () => {
    const facts = { at: now, reason: { code: 'x', detail: 'y' } };
    const bound = notificationOf({ status: 'retry_wait', maybeSent: true, provider: 'resend' });
    expect(concluded(bound, 'unknown', facts).provider).toBe('resend');
    expect(concluded({ ...bound, maybeSent: false }, 'failed', facts).provider).toBeNull();
  });
});
