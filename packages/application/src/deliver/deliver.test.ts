import type { Settlement } from '@postroom/domain';
import { describe, expect, it } from 'vitest';
import type { Job } from '../ports/delivery-store.ts';
import { deliveryWorld } from '../testing/delivery-world.ts';
import { catalogueOf } from '../testing/sample-types.ts';
import { accepted, ambiguous, rejected, scripted } from '../testing/scripted-provider.ts';
import { deliver } from './deliver.ts';

const minute = 60_000;

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

  it('takes a job under which five processes died for their cause', async () => {
    const smtp = scripted('smtp', [accepted]);
    const worker = deliveryWorld([smtp]);
    const [innocent, killer] = [await worker.accept(), await worker.accept()];

    await deliver(innocent, 4, worker.context);
    await deliver(killer, 5, worker.context);

    expect(worker.stored(innocent).status).toBe('sent');
    expect(worker.stored(killer)).toMatchObject({ status: 'failed', errorCode: 'poison' });
    expect(smtp.handed).toHaveLength(1);
  });

  it('fails a notification whose type is no longer declared', async () => {
    const worker = deliveryWorld([scripted('smtp', [accepted])]);
    const job = await worker.accept();

    await worker.deliver(job, { catalogue: catalogueOf([]) });

    expect(worker.stored(job)).toMatchObject({ status: 'failed', errorCode: 'type_gone' });
  });

  it('leaves open what became of one that may have been sent, when its type is no longer declared', async () => {
    const smtp = scripted('smtp', [ambiguous, accepted]);
    const worker = deliveryWorld([smtp]);
    const job = await worker.accept();
    const first = await worker.deliver(job);
    worker.world.advance('delayMs' in first ? first.delayMs : 0);

    await worker.deliver(job, { catalogue: catalogueOf([]) });

    expect(worker.stored(job)).toMatchObject({ status: 'unknown', errorCode: 'type_gone' });
    expect(worker.events()).toEqual(['notification.failed']);
    expect(smtp.handed).toHaveLength(1);
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

  it('has not handed off what only waits for its turn, and ends the turn whatever happens', async () => {
    const worker = deliveryWorld([scripted('smtp', [accepted])]);
    let current = await worker.accept();
    const seen: string[] = [];
    const ended = new Set<Job>();
    const takeTurn = async () => {
      seen.push(worker.stored(current).status);
      return () => void ended.add(current);
    };

    await worker.deliver(current, { takeTurn });
    current = await worker.accept();
    const claim = () => Promise.reject(new Error('a bug'));
    await expect(worker.deliver(current, { takeTurn, claim })).rejects.toThrow('a bug');

    expect(seen).toEqual(['queued', 'queued']);
    expect(ended.size).toBe(2);
  });

  it('leaves its turn to others while the outcome is written', async () => {
    const worker = deliveryWorld([scripted('smtp', [accepted])]);
    const job = await worker.accept();
    const seen: string[] = [];
    const settle = async (settlement: Settlement) => {
      seen.push('settling');
      return worker.context.settle(settlement);
    };

    await worker.deliver(job, { takeTurn: async () => () => void seen.push('over'), settle });

    expect(seen.slice(0, 2)).toEqual(['over', 'settling']);
    expect(worker.stored(job).status).toBe('sent');
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
