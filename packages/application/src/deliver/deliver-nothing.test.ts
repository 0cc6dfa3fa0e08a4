import { createPreferences } from '@postroom/domain';
import { describe, expect, it } from 'vitest';
import { type DeliveryWorld, deliveryWorld } from '../testing/delivery-world.ts';
import { sampleCatalogue } from '../testing/sample-types.ts';
import { accepted, scripted } from '../testing/scripted-provider.ts';

const optOut = ({ world }: DeliveryWorld) =>
  world.unitOfWork.transact((tx) =>
    tx.preferences.add([
      createPreferences('ada', {
        wishes: { greeting: false },
        email: 'ada@example.com',
        now: world.now(),
        via: 'the API',
        correlationId: 'c-1',
        catalogue: sampleCatalogue,
      }).next,
    ]),
  );

describe('deliver, when there is nothing to send or not yet', () => {
  it('sends nothing to who opted out between load and claim, and says why', async () => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();

    const verdict = await worker.deliver(job, {
      async claim(claim) {
        await optOut(worker);
        return worker.context.claim(claim);
      },
    });

    expect(verdict).toEqual({ verdict: 'done' });
    expect(smtp.handed).toEqual([]);
    expect(worker.stored(job)).toMatchObject({
      status: 'suppressed',
      reason: { detail: 'ada switched greeting off on 3 May 2026, 10:14 UTC, over the API' },
    });
    expect(worker.events()).toEqual(['notification.suppressed']);
  });

  it('sends nothing that expired between load and claim', async () => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();

    await worker.deliver(job, {
      async claim(claim) {
        worker.world.advance(3_600_000);
        return worker.context.claim(claim);
      },
    });

    expect(smtp.handed).toEqual([]);
    expect(worker.stored(job).status).toBe('expired');
    expect(worker.events()).toEqual(['notification.failed']);
  });

  it('leaves a notification to the worker that claimed it in between', async () => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();

    const verdict = await worker.deliver(job, {
      async claim(claim) {
        await worker.context.claim({ ...claim, worker: 'w-2' });
        return worker.context.claim(claim);
      },
    });

    expect(verdict).toEqual({ verdict: 'snooze', delayMs: 5_000 });
    expect(smtp.handed).toEqual([]);
  });

  it.each([
    ['of an older dispatch', { dispatch: 0 }],
    ['of a dispatch that is not known yet', { dispatch: 2 }],
    ['of no notification', { id: '0193a000-0000-7000-8000-00000000ffff' }],
  ])('does nothing for a job %s', async (_, given) => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();

    expect(await worker.deliver({ ...job, ...given })).toEqual({ verdict: 'done' });
    expect(smtp.handed).toEqual([]);
    expect(worker.stored(job).status).toBe('queued');
  });

  it('lets a job that is early sleep until it is due, and sends then', async () => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const sendAt = new Date(worker.world.now().getTime() + 90_000);
    const job = await worker.accept({ status: 'scheduled', sendAt });

    expect(await worker.deliver(job)).toEqual({ verdict: 'snooze', delayMs: 90_000 });
    worker.world.advance(90_000);
    expect(await worker.deliver(job)).toEqual({ verdict: 'done' });
    expect(smtp.handed).toHaveLength(1);
  });

  it('lets a job sleep while another worker is sending', async () => {
    const worker = deliveryWorld([scripted('smtp', [accepted])]);
    const job = await worker.accept();
    await worker.deliver(job, {
      providers: [
        scripted('smtp', [
          async () => {
            expect(await worker.deliver(job)).toEqual({ verdict: 'snooze', delayMs: 5_000 });
            return accepted;
          },
        ]),
      ],
    });
    expect(worker.stored(job).status).toBe('sent');
  });
});
