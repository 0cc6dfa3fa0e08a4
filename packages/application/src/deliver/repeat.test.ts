import { describe, expect, it, vi } from 'vitest';
import { deliveryWorld } from '../testing/delivery-world.ts';
import { accepted, ambiguous, rejected, scripted } from '../testing/scripted-provider.ts';

const hour = 3_600_000;

describe('the provider of what may have been sent', () => {
  it('being configured no more leaves nobody to ask: it ends as unknown, and no other sends a second copy', async () => {
    const [resend, smtp] = [scripted('resend', [ambiguous]), scripted('smtp', [accepted])];
    const worker = deliveryWorld([resend, smtp]);
    const job = await worker.accept();
    await worker.deliver(job);
    worker.world.advance(60_000);

    const verdict = await worker.deliver(job, { providers: [smtp] });

    expect(verdict.verdict).toBe('give_up');
    expect(smtp.handed).toEqual([]);
    expect(worker.stored(job)).toMatchObject({
      status: 'unknown',
      provider: 'resend',
      reason: { code: 'provider_gone' },
    });
  });

  it('is asked again within the time for which it knows its keys, and not after', async () => {
    const resend = scripted('resend', [ambiguous]);
    const worker = deliveryWorld([resend]);
    const [soon, later] = [
      await worker.accept({ ttlSeconds: 72 * 3600 }),
      await worker.accept({ ttlSeconds: 72 * 3600 }),
    ];
    await worker.deliver(soon);
    await worker.deliver(later);

    worker.world.advance(22 * hour);
    await worker.deliver(soon);
    worker.world.advance(2 * hour);
    await worker.deliver(later);

    expect(resend.handed).toHaveLength(3);
    expect(worker.stored(later)).toMatchObject({
      status: 'unknown',
      reason: { code: 'key_forgotten' },
    });
  });

  it('without keys is asked as late as may be: the type allows a second copy', async () => {
    const smtp = scripted('smtp', [ambiguous, accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept({ ttlSeconds: 72 * 3600 });
    await worker.deliver(job);

    worker.world.advance(48 * hour);
    await worker.deliver(job);

    expect(worker.stored(job).status).toBe('sent');
  });

  it('is written down before the mail leaves, the second one too, so that a crash is settled at the right one', async () => {
    const written: (string | null)[] = [];
    const note = async () => {
      written.push(worker.stored(job).provider);
      return rejected('unreachable');
    };
    const worker = deliveryWorld([scripted('resend', [note]), scripted('smtp', [note])]);
    const job = await worker.accept();

    await worker.deliver(job);

    expect(written).toEqual(['resend', 'smtp']);
  });

  it('is not followed by another when that could not be written down', async () => {
    const [resend, smtp] = [
      scripted('resend', [rejected('unreachable')]),
      scripted('smtp', [accepted]),
    ];
    const worker = deliveryWorld([resend, smtp]);
    const job = await worker.accept();

    await worker.deliver(job, { extend: () => Promise.reject(new Error('postgres is away')) });

    expect(smtp.handed).toEqual([]);
    expect(worker.stored(job)).toMatchObject({ status: 'retry_wait', attempts: 0 });
  });
});

describe('a template that changed after silence', () => {
  it('leaves the repeat to the type, and a line in the timeline for operators', async () => {
    const smtp = scripted('smtp', [ambiguous, accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();
    await worker.deliver(job);
    worker.world.advance(60_000);

    const { render } = worker.context;
    await worker.deliver(job, {
      render: async (request) => ({ ...(await render(request)), templateHash: 'another' }),
    });

    const detail = await worker.world.queries.notification(job.id);
    expect(detail?.timeline).toMatchObject([{ event: 'accepted' }, { event: 'template changed' }]);
    expect(worker.stored(job).status).toBe('sent');
  });

  it('says nothing when it is the same, or nothing was in doubt', async () => {
    const worker = deliveryWorld([scripted('smtp', [rejected('transient'), ambiguous, accepted])]);
    const job = await worker.accept();
    const { render } = worker.context;
    await worker.deliver(job);
    worker.world.advance(60_000);
    await worker.deliver(job, {
      render: async (request) => ({ ...(await render(request)), templateHash: 'another' }),
    });
    worker.world.advance(120_000);
    await worker.deliver(job, {
      render: async (request) => ({ ...(await render(request)), templateHash: 'another' }),
    });

    const detail = await worker.world.queries.notification(job.id);
    expect(detail?.timeline).toMatchObject([{ event: 'accepted' }]);
    expect(worker.stored(job).status).toBe('sent');
  });
});

describe('a provider that ignores that it was told to stop', () => {
  it('is given up on in time, and what it says later still counts', async () => {
    let say: (outcome: typeof accepted) => void = () => undefined;
    const saying = new Promise<typeof accepted>((resolve) => {
      say = resolve;
    });
    const worker = deliveryWorld([scripted('smtp', [() => saying])]);
    const job = await worker.accept();

    const verdict = await worker.deliver(job, { sendTimeoutMs: 20 });
    expect(verdict.verdict).toBe('retry');
    expect(worker.stored(job)).toMatchObject({ status: 'retry_wait', maybeSent: true });

    say(accepted);
    await vi.waitFor(() => expect(worker.stored(job).status).toBe('sent'));
    expect(worker.stored(job)).toMatchObject({ provider: 'smtp', attempts: 1 });
    expect(worker.events()).toEqual(['notification.sent']);
  });
});
