import { createPreferences } from '@postroom/domain';
import { describe, expect, it } from 'vitest';
import {
  accepted,
  type DeliveryWorld,
  deliveryWorld,
  rejected,
  scripted,
} from '../testing/delivery-world.ts';
import { catalogueOf, sampleCatalogue } from '../testing/sample-types.ts';
import { deliver } from './deliver.ts';

const minute = 60_000;

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

describe('deliver', () => {
  it('sends, and tells of it once', async () => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();

    expect(await worker.deliver(job)).toEqual({ verdict: 'done' });

    expect(worker.stored(job)).toMatchObject({ status: 'sent', attempts: 1, provider: 'smtp' });
    expect(smtp.handed).toMatchObject([{ key: `${job.id}.0`, message: { to: 'ada@example.com' } }]);
    expect(worker.events()).toEqual(['notification.sent']);
  });

  it('makes three attempts with growing pauses when it is refused twice for now', async () => {
    const smtp = scripted('smtp', [rejected('transient'), rejected('transient'), accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();

    const first = await worker.deliver(job);
    worker.world.advance(5_000);
    const second = await worker.deliver(job);
    worker.world.advance(35_000);
    const third = await worker.deliver(job);

    expect([first, second, third]).toEqual([
      { verdict: 'retry', delayMs: 5_000, message: '451: it said 451' },
      { verdict: 'retry', delayMs: 35_000, message: '451: it said 451' },
      { verdict: 'done' },
    ]);
    const detail = await worker.world.queries.notification(job.id);
    expect(detail?.attempts.map(({ outcome }) => outcome)).toEqual([
      'rejected',
      'rejected',
      'accepted',
    ]);
    expect(new Set(smtp.handed.map(({ key }) => key))).toEqual(new Set([`${job.id}.0`]));
    expect(worker.events()).toEqual(['notification.sent']);
  });

  it('tries a permanent refusal once and fails with one event', async () => {
    const smtp = scripted('smtp', [rejected('permanent')]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();

    const verdict = await worker.deliver(job);
    worker.world.advance(minute);
    const again = await worker.deliver(job);

    expect(verdict).toEqual({ verdict: 'give_up', message: '550: it said 550' });
    expect(again).toEqual({ verdict: 'done' });
    expect(worker.stored(job)).toMatchObject({ status: 'failed', attempts: 1, errorCode: '550' });
    expect(smtp.handed).toHaveLength(1);
    expect(worker.events()).toEqual(['notification.failed']);
  });

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

  it('fails what cannot be rendered, without a hand-off', async () => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const [rendering, composing] = [await worker.accept(), await worker.accept()];
    const fault = () => {
      throw new Error('no such template');
    };

    await worker.deliver(rendering, { render: async () => fault() });
    await worker.deliver(composing, { compose: fault });

    for (const job of [rendering, composing]) {
      expect(worker.stored(job)).toMatchObject({
        status: 'failed',
        attempts: 0,
        claim: 0,
        reason: { code: 'render_failed', detail: 'no such template' },
      });
    }
    expect(smtp.handed).toEqual([]);
    expect(worker.events()).toEqual(['notification.failed', 'notification.failed']);
  });

  it('takes a job under which three processes died for their cause', async () => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const [twice, thrice] = [await worker.accept(), await worker.accept()];

    await deliver(twice, 2, worker.context);
    await deliver(thrice, 3, worker.context);

    expect(worker.stored(twice).status).toBe('sent');
    expect(worker.stored(thrice)).toMatchObject({ status: 'failed', errorCode: 'poison' });
    expect(smtp.handed).toHaveLength(1);
  });

  it('fails a notification whose type is no longer declared', async () => {
    const worker = deliveryWorld([scripted('smtp', [accepted])]);
    const job = await worker.accept();

    await worker.deliver(job, { catalogue: catalogueOf([]) });

    expect(worker.stored(job)).toMatchObject({ status: 'failed', errorCode: 'type_gone' });
  });

  it('hands what a test key brought to the test provider, and nothing leaves', async () => {
    const smtp = scripted('smtp', [accepted]);
    const test = scripted('test', [accepted]);
    const worker = deliveryWorld([smtp], { testProvider: test });
    const job = await worker.accept({ test: true });

    await worker.deliver(job);

    expect([smtp.handed.length, test.handed.length]).toEqual([0, 1]);
    expect(worker.stored(job)).toMatchObject({ status: 'sent', provider: 'test' });
  });

  it('keeps its lease while it sends, and stops when it is done', async () => {
    const worker = deliveryWorld([]);
    const job = await worker.accept();
    const leases: number[] = [];
    const smtp = scripted('smtp', [
      async () => {
        expect(worker.hearts.size).toBe(1);
        for (const beat of worker.hearts) beat();
        return accepted;
      },
    ]);

    await worker.deliver(job, {
      providers: [smtp],
      async extend(lease) {
        leases.push(lease.claim);
        throw new Error('a beat that fails is made up for by the next');
      },
    });

    expect(leases).toEqual([1]);
    expect(worker.hearts.size).toBe(0);
  });

  it('stops the heartbeat also when the outcome cannot be written', async () => {
    const worker = deliveryWorld([scripted('smtp', [accepted])]);
    const job = await worker.accept();
    const delivery = worker.deliver(job, { settle: () => Promise.reject(new Error('a bug')) });

    await expect(delivery).rejects.toThrow('a bug');
    expect(worker.hearts.size).toBe(0);
  });

  it.each([-10 * minute, 10 * minute])(
    'does not mind a clock of the process that is %i ms off',
    async (skewMs) => {
      const worker = deliveryWorld([scripted('smtp', [rejected('transient')])]);
      const now = () => new Date(worker.world.now().getTime() + skewMs);
      const job = await worker.accept({ ttlSeconds: 300 });

      const verdict = await worker.deliver(job, { now });

      expect(verdict).toMatchObject({ verdict: 'retry', delayMs: 5_000 });
      expect(worker.stored(job)).toMatchObject({
        status: 'retry_wait',
        nextAttemptAt: new Date(worker.world.now().getTime() + 5_000),
      });
    },
  );
});
