import type { ReconcileStore, Waiting } from '@postroom/application';
import { concluded, isKeyForgotten, type Notification, settle } from '@postroom/domain';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createReconcileStore } from './reconcile-store.ts';
import { addEvent, addJob, addNotification, force } from './testing/rows.ts';

let store: PostgresHarness;
let reconciler: ReconcileStore;
beforeEach(async () => {
  store = await postgresHarness(inject('servers'));
  reconciler = createReconcileStore(store.sql);
});
afterEach(() => store.stop());

const stored = async (id: string): Promise<Notification> => {
  const detail = await store.queries.notification(id);
  if (!detail) throw new Error(`notification ${id} is not there`);
  return detail.notification;
};

/** As if nothing had happened to it for that long. */
const age = (id: string, seconds: number) =>
  store.sql`
    update notifications set updated_at = now() - ${seconds}::int * interval '1 second' where id = ${id}`;

const dueSince = (id: string, seconds: number) =>
  store.sql`
    update notifications set next_attempt_at = now() - ${seconds}::int * interval '1 second' where id = ${id}`;

const scan = async (
  given: Partial<Parameters<typeof reconciler.scanWaiting>[0]> = {},
): Promise<readonly string[]> => {
  const { waiting } = await reconciler.scanWaiting({
    queue: 'standard',
    dueForMs: 30_000,
    examine: 100,
    afterId: null,
    ...given,
  });
  return waiting.map(({ id }) => id);
};

describe('scanWaiting', () => {
  it('finds what has been due for a while and is not on its way to the queue', async () => {
    const lost = await addNotification(store, { queue: 'bulk' });
    const told = await addNotification(store);
    await addEvent(store, told);
    const retry = await addNotification(store);
    await force(store, retry, 'retry_wait');
    for (const id of [lost, told, retry]) await age(id, 3_600);
    await dueSince(retry, 31);

    expect(await scan()).toEqual([told, retry]);
    const ofBulk = { queue: 'bulk', dueForMs: 30_000, examine: 100, afterId: null } as const;
    expect(await reconciler.scanWaiting(ofBulk)).toEqual({
      waiting: [{ id: lost, dispatch: 1, queue: 'bulk' }],
      nextAfterId: null,
    });
  });

  it('leaves alone what is fresh, not due, on its way, under way, scheduled or ended', async () => {
    const fresh = await addNotification(store);
    const onItsWay = await addNotification(store);
    await addJob(store, onItsWay);
    const early = await addNotification(store);
    await force(store, early, 'retry_wait');
    await age(onItsWay, 3_600);
    await age(early, 3_600);
    await dueSince(early, 29);
    for (const status of ['scheduled', 'sending', 'sent', 'failed', 'unknown'] as const) {
      const id = await addNotification(store);
      await force(store, id, status);
      await age(id, 3_600);
    }

    expect(await scan()).toEqual([]);
    await age(fresh, 31);
    expect(await scan()).toEqual([fresh]);
  });

  it('goes on in order of id, in portions', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const id = await addNotification(store);
      await age(id, 60);
      ids.push(id);
    }
    expect(await scan({ examine: 2 })).toEqual(ids.slice(0, 2));
    expect(await scan({ examine: 2, afterId: ids[1] ?? null })).toEqual(ids.slice(2, 4));
    expect(await scan({ examine: 2, afterId: ids[4] ?? null })).toEqual([]);
  });

  it('goes on past a portion in which nothing waits for a job', async () => {
    const onTheirWay: string[] = [];
    for (let i = 0; i < 3; i++) {
      const id = await addNotification(store);
      await addJob(store, id);
      await age(id, 60);
      onTheirWay.push(id);
    }

    const options = { queue: 'standard', dueForMs: 30_000, examine: 3, afterId: null } as const;
    const { waiting, nextAfterId } = await reconciler.scanWaiting(options);

    expect(waiting).toEqual([]);
    expect(nextAfterId).toBe(onTheirWay.at(-1));
  });
});

describe('redispatch', () => {
  const waiting = async (given: Partial<Waiting> = {}): Promise<Waiting> => ({
    id: await addNotification(store),
    dispatch: 1,
    queue: 'standard',
    ...given,
  });

  it('raises the dispatch and writes its row together', async () => {
    const job = await waiting();

    expect(await reconciler.redispatch([job])).toBe(1);

    expect(await stored(job.id)).toMatchObject({ status: 'queued', dispatch: 2 });
    expect(await store.outbox()).toMatchObject([
      { destination: 'standard', notificationId: job.id, dispatch: 2 },
    ]);
  });

  it('does nothing where dispatch or state has moved on', async () => {
    const moved = await waiting({ dispatch: 7 });
    const taken = await waiting();
    await force(store, taken.id, 'sending');
    const sent = await waiting();
    await force(store, sent.id, 'sent');

    expect(await reconciler.redispatch([moved, taken, sent])).toBe(0);
    expect(await store.outbox()).toEqual([]);
  });

  it('of two reconcilers at once lets one have it', async () => {
    const jobs = [await waiting(), await waiting(), await waiting()];

    const counts = await Promise.all([
      reconciler.redispatch(jobs),
      reconciler.redispatch([...jobs].reverse()),
    ]);

    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(await store.outbox()).toHaveLength(3);
  });

  it('keeps the moment at which a retry is due', async () => {
    const job = await waiting();
    await force(store, job.id, 'retry_wait');
    const later = new Date(Date.now() + 3_600_000);
    await store.sql`update notifications set next_attempt_at = ${later} where id = ${job.id}`;

    await reconciler.redispatch([job]);

    const rows = await store.sql`select available_at from outbox`;
    expect(rows).toMatchObject([{ available_at: later }]);
  });
});

describe('takeExpired', () => {
  const policy = { maxRetries: 3, baseMs: 10_000, factor: 7, capMs: 900_000 };
  const now = new Date();

  /** Sending since a while, by a worker that did not come back. */
  const abandoned = async (leaseSeconds = -1): Promise<Notification> => {
    const id = await addNotification(store);
    await store.sql`update notifications set claim = 1 where id = ${id}`;
    await force(store, id, 'sending', { leaseSeconds });
    return stored(id);
  };

  const take = () => reconciler.takeExpired({ limit: 10, worker: 'r-1', leaseMs: 20_000 });

  it('takes over only what no worker holds any more, once', async () => {
    const lost = await abandoned();
    await abandoned(60);

    const taken = await take();
    const again = await take();

    expect(taken).toMatchObject([{ id: lost.id, status: 'sending', claim: 2 }]);
    expect(again).toEqual([]);
  });

  it('counts the age of a key from the lease that ran out, not from when somebody looked', async () => {
    const dayAndMore = -25 * 3_600;
    const lost = await abandoned(dayAndMore);
    const [taken] = await take();
    if (!taken) throw new Error('it was abandoned');

    await store.deliveryStore.settle([
      settle(taken, { outcome: 'ambiguous', code: 'worker_lost', detail: 'silence' }, [], {
        now: new Date(),
        policy,
        random: 0,
        declaration: { onAmbiguous: 'at_least_once' },
      }),
    ]);

    const waiting = await stored(lost.id);
    expect(waiting).toMatchObject({ status: 'retry_wait', maybeSent: true });
    expect(isKeyForgotten(waiting, new Date())).toBe(true);
  });

  it('gives each to one of several reconcilers', async () => {
    for (let i = 0; i < 8; i++) await abandoned();
    const taken = await Promise.all([take(), take(), take()]);
    const ids = taken.flat().map(({ id }) => id);
    expect(ids).toHaveLength(8);
    expect(new Set(ids).size).toBe(8);
  });

  it('refuses the failure that the old worker writes later, and takes its success', async () => {
    const [failing, succeeding] = [await abandoned(), await abandoned()];
    const tried = { provider: 'smtp', startedAt: now, durationMs: 5, providerId: null };
    const context = {
      now,
      policy,
      random: 0,
      declaration: { onAmbiguous: 'at_least_once' },
    } as const;
    const words = { outcome: 'rejected', code: '550', detail: 'no' } as const;
    const failure = settle(
      failing,
      { ...words, kind: 'permanent' },
      [{ ...tried, ...words }],
      context,
    );
    const accepted = { outcome: 'accepted', providerId: 'p-1' } as const;
    const success = settle(
      succeeding,
      accepted,
      [{ ...tried, ...accepted, code: null, detail: null }],
      context,
    );
    await take();

    expect(await store.deliveryStore.settle([failure, success])).toEqual([false, true]);

    expect(await stored(failing.id)).toMatchObject({ status: 'sending', claim: 2 });
    expect(await stored(succeeding.id)).toMatchObject({ status: 'sent', provider: 'smtp' });
    expect((await store.outbox()).map(({ eventType }) => eventType)).toEqual(['notification.sent']);
  });

  it('may end what it took over, and the old worker still may not', async () => {
    const old = await abandoned();
    const [taken] = await take();
    if (!taken) throw new Error('it was abandoned');
    const facts = { at: now, reason: { code: 'lease_lost', detail: 'its worker is gone' } };

    const late = await store.deliveryStore.settle([concluded(old, 'failed', facts)]);
    const mine = await store.deliveryStore.settle([concluded(taken, 'unknown', facts)]);

    expect([...late, ...mine]).toEqual([false, true]);
    expect(await stored(old.id)).toMatchObject({ status: 'unknown', errorCode: 'lease_lost' });
  });
});
