import { describe, expect, it } from 'vitest';
import { accepted, ambiguous, rejected } from '../testing/scripted-provider.ts';
import { createPace } from './pace.ts';
import { createProviderGate, type ProviderState, type TakePace } from './provider-gate.ts';

const gateWith = (given: { readonly pace?: TakePace; readonly random?: () => number } = {}) => {
  const clock = { ms: 0 };
  const shared: (readonly [string, number])[] = [];
  const states: ProviderState[] = [];
  const gate = createProviderGate({
    now: () => new Date(clock.ms),
    random: given.random ?? (() => 0),
    paceOf: () => given.pace,
    share: (provider, ms) => void shared.push([provider, ms]),
    onState: (state) => void states.push(state),
  });
  const enter = async () => {
    const entry = await gate.enter('smtp', 'standard');
    if (!entry.isOpen) throw new Error(`closed: ${entry.reason.code}`);
    return entry;
  };
  return { gate, clock, shared, states, enter };
};

describe('the gate before a provider', () => {
  it.each([
    ['refusals of a recipient', rejected('permanent')],
    ['greylisting', rejected('transient', '451 4.7.1')],
    ['our own stopping', rejected('unreachable', 'closed')],
    ['acceptances', accepted],
    [
      'a key that the provider knows',
      { ...ambiguous, code: 'invalid_idempotent_request' } as const,
    ],
  ])('stays open however many %s there are', async (_, outcome) => {
    const { enter, states } = gateWith();

    for (let i = 0; i < 50; i++) (await enter()).leave(outcome);

    expect(states).toEqual([]);
  });

  it.each([
    ['refused connections', rejected('unreachable', 'ECONNREFUSED')],
    ['lost connections', rejected('transient', 'ECONNECTION')],
    ['silence', ambiguous],
  ])('closes after five of %s, and says so', async (_, outcome) => {
    const { gate, enter, states } = gateWith();

    for (let i = 0; i < 5; i++) (await enter()).leave(outcome);

    expect(await gate.enter('smtp', 'standard')).toMatchObject({
      isOpen: false,
      reason: { code: 'breaker_open' },
    });
    expect(states).toMatchObject([{ provider: 'smtp', state: 'open', cause: 'failing' }]);
  });

  it('lets one of many through as a probe, and another when that one handed nothing over', async () => {
    const { gate, clock, enter } = gateWith();
    for (let i = 0; i < 5; i++) (await enter()).leave(ambiguous);
    clock.ms = 5_000;

    const all = await Promise.all(Array.from({ length: 10 }, () => gate.enter('smtp', 'standard')));
    const [probe] = all.filter(({ isOpen }) => isOpen);
    expect(all.filter(({ isOpen }) => isOpen)).toHaveLength(1);

    if (probe?.isOpen) probe.leave(null);
    (await enter()).leave(accepted);
    expect(gate.states()).toMatchObject([{ state: 'closed', lastAcceptedAt: new Date(5_000) }]);
  });

  it('tells the fleet of a pause once, however many were refused at the same time', async () => {
    const { enter, shared } = gateWith();
    const entries = await Promise.all(Array.from({ length: 20 }, enter));

    for (const entry of entries) {
      entry.leave({ ...rejected('throttled'), retryAfterMs: 7_000 } as typeof ambiguous);
    }

    expect(shared).toEqual([['smtp', 7_000]]);
  });

  it('closes for a pause that another process was asked for', async () => {
    const { gate, clock } = gateWith();

    gate.pause('smtp', 4_000);

    expect(await gate.enter('smtp', 'bulk')).toMatchObject({ isOpen: false, waitMs: 4_000 });
    clock.ms = 4_000;
    expect((await gate.enter('smtp', 'bulk')).isOpen).toBe(true);
  });

  it('sends those who wait away for times that differ', async () => {
    let chance = 0;
    const { gate } = gateWith({ random: () => (chance += 0.01) });
    gate.pause('smtp', 10_000);

    const waits = await Promise.all(Array.from({ length: 50 }, () => gate.enter('smtp', 'bulk')));

    const times = waits.map((entry) => (entry.isOpen ? 0 : entry.waitMs));
    expect(new Set(times).size).toBe(50);
    expect(Math.max(...times)).toBeLessThanOrEqual(20_000);
  });
});

describe('the pace of a provider', () => {
  it('gives those without a token a moment each, as far apart as tokens come', async () => {
    const none = async () => ({ granted: 0, retryAfterMs: 100 });
    const pace = createPace({
      ratePerSecond: 10,
      take: none,
      takeForBulk: none,
      nowMs: () => 0,
      random: () => 0,
    });

    const waits: number[] = [];
    for (let i = 0; i < 5; i++) waits.push((await pace('standard')).waitMs);

    expect(waits).toEqual([100, 200, 300, 400, 500]);
  });

  it('keeps a backlog of thousands within a minute, spread', async () => {
    let chance = 0;
    const none = async () => ({ granted: 0, retryAfterMs: 500 });
    const pace = createPace({
      ratePerSecond: 2,
      take: none,
      takeForBulk: none,
      nowMs: () => 0,
      random: () => (chance = (chance + 0.377) % 1),
    });

    const waits: number[] = [];
    for (let i = 0; i < 5_000; i++) waits.push((await pace('bulk')).waitMs);

    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    expect(waits.filter((ms) => ms <= 30_000).length).toBeLessThan(100);
  });

  it('lets a password reset through when bulk has used up its share', async () => {
    let left = 10;
    const pace = createPace({
      ratePerSecond: 10,
      take: async () => ({ granted: left-- > 0 ? 1 : 0, retryAfterMs: 100 }),
      takeForBulk: async () => ({ granted: left > 2 ? 1 : 0, retryAfterMs: 100 }),
      nowMs: () => 0,
      random: () => 0,
    });

    let bulk = 0;
    while ((await pace('bulk')).waitMs === 0) bulk += 1;

    expect(bulk).toBe(8);
    expect((await pace('critical')).waitMs).toBe(0);
  });
});
