import { describe, expect, it } from 'vitest';
import type { Choice } from '../preferences/preferences.ts';
import { declarationOf } from '../testing/sample-types.ts';
import { catalogue, notificationOf, now } from '../testing/samples.ts';
import { type DecisionFacts, decide, type Suppression, spoken } from './decide.ts';

const hour = 3_600_000;
const welcome = declarationOf({ type: 'welcome' });
const marketing = catalogue.find('marketing') ?? welcome;
const never = () => false;

const factsOf = (given: Partial<DecisionFacts> = {}): DecisionFacts => ({
  now,
  preferences: [],
  suppression: null,
  ...given,
});

const choiceOf = (on: boolean): Choice => ({ on, at: now, via: 'the API' });
const off = (userId: string, type: string) => ({ userId, choices: { [type]: choiceOf(false) } });
const on = (userId: string, type: string) => ({ userId, choices: { [type]: choiceOf(true) } });
const silent = (userId: string) => ({ userId, choices: {} });

const suppressed = (category: Suppression['category']): Suppression => ({
  reason: 'hard_bounce',
  category,
  source: 'resend',
  at: new Date('2026-04-30T08:05:00.000Z'),
});

const campaign = notificationOf({ type: 'marketing', queue: 'bulk' });

describe('decide', () => {
  it('sends what nobody spoke of and is on by default', () => {
    expect(decide(notificationOf(), factsOf(), welcome, never)).toEqual({ verdict: 'send' });
    const facts = factsOf({ preferences: [silent('ada')] });
    expect(decide(notificationOf(), facts, welcome, never)).toEqual({ verdict: 'send' });
  });

  it('suppresses what the user switched off and says so as a support person reads it', () => {
    const facts = factsOf({ preferences: [off('ada', 'marketing')] });

    expect(decide(campaign, facts, marketing, never)).toEqual({
      verdict: 'end',
      to: 'suppressed',
      reason: {
        code: 'opted_out',
        detail: 'ada switched marketing off on 3 May 2026, 10:14 UTC, over the API',
      },
    });
  });

  it('ignores a choice about another type', () => {
    const facts = factsOf({ preferences: [off('ada', 'marketing')] });
    expect(decide(notificationOf(), facts, welcome, never)).toEqual({ verdict: 'send' });
  });

  it('obeys any "no" among several users of one address', () => {
    const facts = factsOf({ preferences: [on('ada', 'welcome'), off('bob', 'welcome')] });
    expect(decide(notificationOf({ userId: null }), facts, welcome, never)).toMatchObject({
      to: 'suppressed',
      reason: { detail: expect.stringContaining('bob switched welcome off') },
    });
  });

  it('keeps a type that is off by default from who never switched it on', () => {
    const decision = decide(campaign, factsOf(), marketing, never);
    expect(decision).toEqual({
      verdict: 'end',
      to: 'suppressed',
      reason: {
        code: 'off_by_default',
        detail: 'marketing is off by default and ada never switched it on',
      },
    });
  });

  it('speaks of the recipient when there is no user', () => {
    const decision = decide({ ...campaign, userId: null }, factsOf(), marketing, never);
    expect(decision).toMatchObject({
      reason: { detail: 'marketing is off by default and the recipient never switched it on' },
    });
  });

  it('sends a type that is off by default to who switched it on', () => {
    const facts = factsOf({ preferences: [on('ada', 'marketing')] });
    expect(decide(campaign, facts, marketing, never)).toEqual({ verdict: 'send' });
  });

  it('takes silence for a no among several users when a type is off by default', () => {
    const facts = factsOf({ preferences: [on('ada', 'marketing'), silent('bob')] });
    expect(decide({ ...campaign, userId: null }, facts, marketing, never)).toMatchObject({
      to: 'suppressed',
    });
  });

  it('lets an essential type through a "no" and through a default', () => {
    const facts = factsOf({ preferences: [off('ada', 'marketing')] });
    const isEssential = (type: string) => type === 'marketing';
    expect(decide(campaign, facts, marketing, isEssential)).toEqual({ verdict: 'send' });
    expect(decide(campaign, factsOf(), marketing, isEssential)).toEqual({ verdict: 'send' });
  });

  it.each([
    { category: 'all', type: welcome, verdict: 'end' },
    { category: 'all', type: marketing, verdict: 'end' },
    { category: 'transactional', type: welcome, verdict: 'end' },
    { category: 'transactional', type: marketing, verdict: 'send' },
    { category: 'marketing', type: welcome, verdict: 'send' },
    { category: 'marketing', type: marketing, verdict: 'end' },
  ] as const)(
    'applies a suppression of $category to $type.type: $verdict',
    ({ category, type, verdict }) => {
      const facts = factsOf({
        suppression: suppressed(category),
        preferences: [on('ada', 'marketing')],
      });
      expect(decide(notificationOf({ type: type.type }), facts, type, never).verdict).toBe(verdict);
    },
  );

  it('does not write to a suppressed address even for an essential type', () => {
    const facts = factsOf({ suppression: suppressed('all') });
    expect(decide(notificationOf(), facts, welcome, () => true)).toEqual({
      verdict: 'end',
      to: 'suppressed',
      reason: {
        code: 'address_suppressed',
        detail: 'the address is suppressed since 30 April 2026, 08:05 UTC (hard_bounce, by resend)',
      },
    });
  });

  it('expires at the very moment, not a millisecond earlier', () => {
    const n = notificationOf({ expiresAt: now });
    const earlier = factsOf({ now: new Date(now.getTime() - 1) });

    expect(decide(n, earlier, welcome, never)).toEqual({ verdict: 'send' });
    expect(decide(n, factsOf(), welcome, never)).toEqual({
      verdict: 'end',
      to: 'expired',
      reason: {
        code: 'expired',
        detail: 'it was to be sent by 3 May 2026, 10:14 UTC and that has passed',
      },
    });
  });

  it.each([
    ['opt-out', factsOf({ preferences: [off('ada', 'welcome')] }), 'ada switched welcome off'],
    ['suppression', factsOf({ suppression: suppressed('all') }), 'the address is suppressed'],
    ['expiry', factsOf({ now: new Date(now.getTime() + 2 * hour) }), 'it was to be sent by'],
  ] as const)('ends as unknown on %s when an earlier attempt got no answer', (_, facts, detail) => {
    const decision = decide(notificationOf({ maybeSent: true }), facts, welcome, never);
    expect(decision).toMatchObject({
      to: 'unknown',
      reason: { code: 'maybe_sent', detail: expect.stringContaining(detail) },
    });
  });
});

describe('a spoken moment', () => {
  it('is in UTC, with the month in words', () => {
    expect(spoken(new Date('2026-12-31T23:59:59.999Z'))).toBe('31 December 2026, 23:59 UTC');
    expect(spoken(new Date('2026-01-01T00:05:00.000+02:00'))).toBe('31 December 2025, 22:05 UTC');
  });
});
