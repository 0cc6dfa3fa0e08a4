import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, type Breaker, closedBreaker, heard, type ProviderWord, paused } from './breaker.ts';

const after = (words: readonly ProviderWord[], nowMs = 0, from: Breaker = closedBreaker): Breaker =>
  words.reduce((breaker, word) => heard(breaker, word, nowMs), from);
const times = (count: number, word: ProviderWord): readonly ProviderWord[] =>
  Array<ProviderWord>(count).fill(word);

describe('a breaker', () => {
  it('opens after five failures in a row, and not before', () => {
    expect(after(times(4, 'failing')).state).toBe('closed');
    expect(after(times(5, 'failing'), 100)).toMatchObject({ state: 'open', untilMs: 5_100 });
  });

  it('opens when half of the last twenty failed, though never five in a row', () => {
    const half = Array.from({ length: 10 }, (): ProviderWord[] => ['working', 'failing']).flat();

    expect(after(half.slice(0, 19)).state).toBe('closed');
    expect(after(half).state).toBe('open');
  });

  it('takes no notice of what says nothing about the provider', () => {
    expect(after(times(100, 'nothing'))).toEqual(closedBreaker);
    expect(after([...times(4, 'failing'), 'nothing', 'failing']).state).toBe('open');
  });

  it('lets one probe through, whose good word closes it', () => {
    const open = after(times(5, 'failing'));

    expect(admit(open, 4_999)).toEqual({ next: open, waitMs: 1 });
    const probing = admit(open, 5_000);
    expect(probing.waitMs).toBe(0);
    expect(admit(probing.next, 5_001).waitMs).toBe(1_000);
    expect(heard(probing.next, 'working', 5_002)).toEqual(closedBreaker);
  });

  it('stays open longer each time a probe fails, to half a minute', () => {
    let breaker = after(times(5, 'failing'));
    const waits: number[] = [];
    let nowMs = 0;
    for (let round = 0; round < 5; round++) {
      waits.push(breaker.untilMs - nowMs);
      nowMs = breaker.untilMs;
      breaker = heard(admit(breaker, nowMs).next, 'failing', nowMs);
    }

    expect(waits).toEqual([5_000, 10_000, 20_000, 30_000, 30_000]);
  });

  it('gives the probe to another when the first learnt nothing, or was never heard of again', () => {
    const probing = admit(after(times(5, 'failing')), 5_000).next;

    expect(admit(heard(probing, 'nothing', 5_001), 5_001).waitMs).toBe(0);
    expect(admit(probing, 5_000 + 90_000).waitMs).toBe(0);
  });

  it('pauses for as long as the provider asked, and then probes', () => {
    const asked = paused(closedBreaker, 10_000);

    expect(asked).toMatchObject({ state: 'open', cause: 'throttled' });
    expect(paused(asked, 8_000)).toBe(asked);
    expect(admit(asked, 9_999).waitMs).toBe(1);
    const probe = admit(asked, 10_000).next;
    expect(admit(probe, 10_000).waitMs).toBeGreaterThan(0);
    expect(heard(probe, 'working', 10_001)).toEqual(closedBreaker);
  });
});

it('whatever happens, nothing goes while it is open, one at a time while half open, and it opens up in the end', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(40_000) }),
    fc.record({ kind: fc.constant('ask' as const) }),
    fc.record({ kind: fc.constant('pause' as const), ms: fc.nat(60_000) }),
    fc.record({
      kind: fc.constant('hear' as const),
      word: fc.constantFrom<ProviderWord>('working', 'failing', 'nothing'),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let breaker = closedBreaker;
      let nowMs = 0;
      for (const each of steps) {
        if (each.kind === 'wait') nowMs += each.ms;
        if (each.kind === 'pause') breaker = paused(breaker, nowMs + each.ms);
        if (each.kind === 'hear') breaker = heard(breaker, each.word, nowMs);
        if (each.kind === 'ask') {
          const { next, waitMs } = admit(breaker, nowMs);
          if (breaker.state === 'open' && nowMs < breaker.untilMs) {
            expect(waitMs).toBeGreaterThan(0);
          }
          if (waitMs === 0 && next.state === 'half_open') {
            expect(admit(next, nowMs).waitMs).toBeGreaterThan(0);
          }
          breaker = next;
        }
        expect(breaker.state === 'closed').toBe(breaker.cause === null);
      }
      // Asking for two minutes always gets one through.
      const last = admit(breaker, nowMs + 120_000);
      expect(last.waitMs).toBe(0);
      expect(heard(last.next, 'working', nowMs + 120_000).state).toBe('closed');
    }),
  );
});
