import { describe, expect, it } from 'vitest';
import { deliveryWorld } from '../testing/delivery-world.ts';
import { accepted, ambiguous, rejected, scripted } from '../testing/scripted-provider.ts';

const hour = 3_600_000;

describe('a hand-off', () => {
  it.each(['unreachable', 'throttled', 'transient'] as const)(
    'goes on to the next provider when the first is %s',
    async (kind) => {
      const [first, second] = [scripted('resend', [rejected(kind)]), scripted('smtp', [accepted])];
      const worker = deliveryWorld([first, second]);
      const job = await worker.accept();

      await worker.deliver(job);

      expect(worker.stored(job)).toMatchObject({ status: 'sent', provider: 'smtp', attempts: 1 });
      const detail = await worker.world.queries.notification(job.id);
      expect(detail?.attempts).toMatchObject([
        { provider: 'resend', outcome: 'rejected' },
        { provider: 'smtp', outcome: 'accepted' },
      ]);
    },
  );

  it.each([
    ['a permanent refusal, which every provider would repeat', rejected('permanent')],
    ['silence, which may have been a yes', ambiguous],
    ['an acceptance', accepted],
  ])('does not go on after %s', async (_, outcome) => {
    const [first, second] = [scripted('resend', [outcome]), scripted('smtp', [accepted])];
    const worker = deliveryWorld([first, second]);

    await worker.deliver(await worker.accept());

    expect([first.handed.length, second.handed.length]).toEqual([1, 0]);
  });

  it('keeps what the first provider said when the gate of the next cannot be asked', async () => {
    const [first, second] = [
      scripted('resend', [rejected('transient')]),
      scripted('smtp', [accepted]),
    ];
    const worker = deliveryWorld([first, second]);
    const job = await worker.accept();
    const { gate } = worker.context;

    await worker.deliver(job, {
      gate: {
        ...gate,
        enter: (provider, lane) =>
          provider === 'smtp' ? Promise.reject(new Error('away')) : gate.enter(provider, lane),
      },
    });

    expect(worker.stored(job)).toMatchObject({ status: 'retry_wait', attempts: 1 });
    expect(second.handed).toEqual([]);
  });

  it('spends an attempt when any provider spoke of this very message', async () => {
    const unreachable = scripted('a', [rejected('unreachable')]);
    const throttled = scripted('b', [rejected('throttled')]);
    const transient = scripted('c', [rejected('transient')]);
    const spending = deliveryWorld([unreachable, transient, throttled]);
    const sparing = deliveryWorld([unreachable, throttled]);
    const [one, other] = [await spending.accept(), await sparing.accept()];

    await spending.deliver(one);
    await sparing.deliver(other);

    expect(spending.stored(one)).toMatchObject({ status: 'retry_wait', attempts: 1 });
    expect(sparing.stored(other)).toMatchObject({ status: 'retry_wait', attempts: 0 });
  });

  it('after silence stays with that provider, under the same key, whatever it says next', async () => {
    const first = scripted('resend', [ambiguous, rejected('unreachable'), accepted]);
    const second = scripted('smtp', [accepted]);
    const worker = deliveryWorld([first, second]);
    const job = await worker.accept();

    for (let run = 0; run < 3; run++) {
      await worker.deliver(job);
      worker.world.advance(5_000);
    }

    expect(second.handed).toEqual([]);
    expect(first.handed.map(({ key }) => key)).toEqual(Array(3).fill(`${job.id}.0`));
    expect(worker.stored(job)).toMatchObject({ status: 'sent', maybeSent: true, attempts: 2 });
  });

  it('keeps the pin through an end as unknown, for who sends it again', async () => {
    const first = scripted('resend', [ambiguous]);
    const worker = deliveryWorld([first, scripted('smtp', [accepted])]);
    const job = await worker.accept();

    await worker.deliver(job);
    worker.world.advance(2 * hour);
    await worker.deliver(job);

    expect(worker.stored(job)).toMatchObject({
      status: 'unknown',
      provider: 'resend',
      reason: { code: 'maybe_sent' },
    });
  });

  it('without an answer ends as unknown at once when no second copy is allowed', async () => {
    const smtp = scripted('smtp', [ambiguous]);
    const worker = deliveryWorld([smtp], { isEssential: () => true });
    const job = await worker.accept({ type: 'offer', queue: 'bulk' });

    const verdict = await worker.deliver(job);

    expect(verdict).toEqual({ verdict: 'give_up', message: 'silence: no answer' });
    expect(worker.stored(job)).toMatchObject({ status: 'unknown', attempts: 1, maybeSent: true });
    expect(worker.events()).toEqual(['notification.failed']);
  });

  it('counts as ambiguous when the provider throws in the middle of who knows what', async () => {
    const smtp = scripted('smtp', [() => Promise.reject(new Error('socket hang up'))]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();

    await worker.deliver(job);

    expect(worker.stored(job)).toMatchObject({ status: 'retry_wait', maybeSent: true });
    const detail = await worker.world.queries.notification(job.id);
    expect(detail?.attempts).toMatchObject([
      { outcome: 'ambiguous', code: 'provider_threw', detail: 'socket hang up' },
    ]);
  });

  it('tells the provider to stop after the time it was given', async () => {
    const smtp = scripted('smtp', [
      ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(ambiguous));
        }),
    ]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();
    // AbortSignal's own timer does not keep a process alive.
    const alive = setTimeout(() => undefined, 5_000);

    await worker.deliver(job, { sendTimeoutMs: 5 });

    clearTimeout(alive);
    expect(worker.stored(job)).toMatchObject({ maybeSent: true });
  });
});
