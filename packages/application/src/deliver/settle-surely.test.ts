import { describe, expect, it } from 'vitest';
import { StoreError } from '../ports/store-error.ts';
import { deliveryWorld } from '../testing/delivery-world.ts';
import { accepted, rejected, scripted } from '../testing/scripted-provider.ts';

const away = () => Promise.reject(new StoreError('unavailable', 'postgres is away'));

describe('an outcome', () => {
  it('is written again until the store is back, and the mail is not sent again', async () => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();
    let outages = 3;

    const verdict = await worker.deliver(job, {
      settle: (settlement) => (outages-- > 0 ? away() : worker.context.settle(settlement)),
    });

    expect(verdict).toEqual({ verdict: 'done' });
    expect(worker.pauses).toEqual([100, 200, 500]);
    expect(smtp.handed).toHaveLength(1);
    expect(worker.stored(job).status).toBe('sent');
  });

  it('is given back after half a minute, for others to find out', async () => {
    const worker = deliveryWorld([scripted('smtp', [accepted])]);
    const job = await worker.accept();

    await expect(worker.deliver(job, { settle: away })).rejects.toThrow('postgres is away');

    const waitedMs = worker.pauses.reduce((sum, ms) => sum + ms, 0);
    expect(waitedMs).toBe(30_800);
    expect(worker.stored(job).status).toBe('sending');
  });

  it('that the store will never take is not written again', async () => {
    const worker = deliveryWorld([scripted('smtp', [accepted])]);
    const refusal = new StoreError('rejected', 'no such value');
    const delivery = worker.deliver(await worker.accept(), {
      settle: () => Promise.reject(refusal),
    });

    await expect(delivery).rejects.toBe(refusal);
    expect(worker.pauses).toEqual([]);
  });

  it('of a worker that lost its claim changes nothing, and its job is done', async () => {
    const worker = deliveryWorld([]);
    const job = await worker.accept();
    const smtp = scripted('smtp', [
      async () => {
        const n = worker.stored(job);
        const { notifications } = worker.world.state();
        notifications.set(job.id, { ...n, claim: 2, leaseUntil: null, sentSubject: null });
        return rejected('permanent');
      },
    ]);

    const verdict = await worker.deliver(job, { providers: [smtp] });

    expect(verdict).toEqual({ verdict: 'done' });
    expect(worker.stored(job)).toMatchObject({ status: 'sending', claim: 2 });
    expect(worker.fenced).toMatchObject([{ to: 'failed', claim: 1 }]);
    expect(worker.events()).toEqual([]);
  });

  it('whose commit was not heard of is harmless to write again', async () => {
    const worker = deliveryWorld([scripted('smtp', [accepted])]);
    const job = await worker.accept();
    let isFirst = true;

    const verdict = await worker.deliver(job, {
      async settle(settlement) {
        const isApplied = await worker.context.settle(settlement);
        if (!isFirst) return isApplied;
        isFirst = false;
        return away();
      },
    });

    expect(verdict).toEqual({ verdict: 'done' });
    expect(worker.events()).toEqual(['notification.sent']);
    const detail = await worker.world.queries.notification(job.id);
    expect(detail?.attempts).toHaveLength(1);
  });
});
