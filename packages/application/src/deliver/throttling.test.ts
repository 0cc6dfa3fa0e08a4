import type { Outcome } from '@postroom/domain';
import { describe, expect, it } from 'vitest';
import { deliveryWorld } from '../testing/delivery-world.ts';
import { accepted, rejected, scripted } from '../testing/scripted-provider.ts';
import { createProviderGate } from './provider-gate.ts';

const minute = 60_000;

/** Far more deliveries than any of these tests needs; a worker that never pauses comes to an end here. */
const mostDeliveries = 50_000;

/** Delivers every job as the queue would, in order of time, until all have ended or `untilMs` has passed. */
const runAll = async (
  worker: ReturnType<typeof deliveryWorld>,
  jobs: readonly Awaited<ReturnType<typeof worker.accept>>[],
  untilMs: number,
): Promise<void> => {
  const start = worker.world.now().getTime();
  let due = jobs.map((job) => ({ job, at: start }));
  for (let deliveries = 0; due.length > 0; deliveries++) {
    if (deliveries === mostDeliveries) throw new Error(`${mostDeliveries} deliveries and no end`);
    due = due.sort((a, b) => a.at - b.at);
    const [next, ...rest] = due;
    if (!next || next.at - start > untilMs) return;
    worker.world.advance(Math.max(0, next.at - worker.world.now().getTime()));
    const verdict = await worker.deliver(next.job);
    due =
      'delayMs' in verdict
        ? [...rest, { job: next.job, at: worker.world.now().getTime() + verdict.delayMs }]
        : rest;
  }
};

const worldWith = (answer: (at: number) => Outcome, seed = 0.37) => {
  const calls: number[] = [];
  const begin = { at: 0 };
  const provider = scripted('resend', [
    async () => {
      const at = worker.world.now().getTime() - begin.at;
      calls.push(at);
      return answer(at);
    },
  ]);
  let chance = seed;
  const random = () => {
    chance = (chance * 7.13 + 0.17) % 1;
    return chance;
  };
  const shared: number[] = [];
  const worker = deliveryWorld([provider], { random });
  const gate = createProviderGate({
    now: worker.world.now,
    random,
    paceOf: () => undefined,
    share: (_, remainingMs) => void shared.push(remainingMs),
    onState: () => undefined,
  });
  begin.at = worker.world.now().getTime();
  const context = { ...worker.context, gate };
  return {
    calls,
    shared,
    worker: {
      ...worker,
      deliver: (job: Parameters<typeof worker.deliver>[0]) => worker.deliver(job, context),
    },
  };
};

describe('ten minutes of 429', () => {
  it('fail nothing, spend no attempt, and are asked about seldom; then all is sent', async () => {
    const throttled: Outcome = {
      outcome: 'rejected',
      kind: 'throttled',
      code: 'rate_limit_exceeded',
      detail: 'too many requests',
      retryAfterMs: 2_000,
    };
    const { worker, calls, shared } = worldWith((at) => (at < 10 * minute ? throttled : accepted));
    const jobs = [];
    for (let i = 0; i < 60; i++) jobs.push(await worker.accept({ ttlSeconds: 3600 }));

    await runAll(worker, jobs, 30 * minute);

    const stored = jobs.map((job) => worker.stored(job));
    expect(stored.filter(({ status }) => status !== 'sent')).toEqual([]);
    expect(stored.filter(({ attempts }) => attempts !== 1)).toEqual([]);
    const during = calls.filter((at) => at < 10 * minute);
    // Never before the pause is over, so at most one call in two seconds.
    const gaps = during.slice(1).map((at, i) => at - (during[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_000);
    expect(during.length).toBeGreaterThan(10);
    expect(shared).toHaveLength(during.length);
  });

  it('without a word of how long are asked about less and less', async () => {
    const { worker, calls } = worldWith((at) =>
      at < 10 * minute ? rejected('throttled') : accepted,
    );
    const jobs = [];
    for (let i = 0; i < 50; i++) jobs.push(await worker.accept({ ttlSeconds: 3600 }));

    await runAll(worker, jobs, 30 * minute);

    expect(jobs.filter((job) => worker.stored(job).status !== 'sent')).toEqual([]);
    expect(calls.filter((at) => at < 10 * minute).length).toBeLessThan(25);
  });
});

describe('a provider that is away', () => {
  it('is probed by one mail at a time; the others wait, and expire when it never comes back', async () => {
    const { worker, calls } = worldWith(() => rejected('unreachable', 'ECONNREFUSED'));
    const jobs = [];
    for (let i = 0; i < 100; i++) jobs.push(await worker.accept({ ttlSeconds: 600 }));

    await runAll(worker, jobs, 20 * minute);

    const ends = new Set(jobs.map((job) => worker.stored(job).status));
    expect([...ends].sort()).toEqual(['expired']);
    expect(worker.stored(jobs[99] ?? { id: '', dispatch: 1 }).attempts).toBe(0);
    // Five to open it, then 5 s, 10 s, 20 s and every half a minute at most.
    expect(calls.length).toBeLessThan(5 + 3 + 20);
  });

  it('is passed over for the next one without being asked', async () => {
    const resend = scripted('resend', [rejected('unreachable')]);
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([resend, smtp]);
    const jobs = [];
    for (let i = 0; i < 20; i++) jobs.push(await worker.accept());

    for (const job of jobs) await worker.deliver(job);

    expect(jobs.filter((job) => worker.stored(job).status !== 'sent')).toEqual([]);
    expect(resend.handed).toHaveLength(5);
  });

  it('is waited for by what may have been sent through it, however well the next one is', async () => {
    const resend = scripted('resend', [
      { outcome: 'ambiguous', code: 'silence', detail: 'no answer' },
      ...Array<Outcome>(5).fill(rejected('unreachable')),
      accepted,
    ]);
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([resend, smtp]);
    const doubtful = await worker.accept();
    await worker.deliver(doubtful);
    for (let i = 0; i < 6; i++) await worker.deliver(await worker.accept());
    const before = smtp.handed.length;

    worker.world.advance(5_000);
    const first = await worker.deliver(doubtful);
    worker.world.advance('delayMs' in first ? first.delayMs : 0);

    expect(smtp.handed).toHaveLength(before);
    expect(worker.stored(doubtful)).toMatchObject({ status: 'retry_wait', maybeSent: true });
  });
});
