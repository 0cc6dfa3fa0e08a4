import type { Job, JobQueue, Waiting } from '@postroom/application';
import { sampleCatalogue } from '@postroom/application/testing';
import { defaultRetryPolicy, type Notification, type QueueName } from '@postroom/domain';
import { expect, test } from 'vitest';
import { createReconciler, type ReconcilerOptions } from './reconciler.ts';

const signal = new AbortController().signal;

/** A store in which nothing is overdue unless a test says so, and a queue store that knows its jobs. */
const world = (given: {
  readonly waiting?: readonly (Waiting & { readonly dueForMs: number })[];
  readonly live?: readonly Job[];
  readonly generation?: string | null;
  readonly expired?: readonly Notification[];
  readonly paused?: readonly QueueName[];
  readonly areLive?: JobQueue['areLive'];
}) => {
  const seen = {
    redispatched: [] as string[],
    reconciled: [] as string[],
    settled: [] as string[],
    scans: 0,
    paused: new Set<QueueName>(),
    generation: given.generation === undefined ? 'g-1' : given.generation,
  };
  const isLive = (job: Job): boolean =>
    (given.live ?? []).some(({ id, dispatch }) => id === job.id && dispatch === job.dispatch);
  const options: ReconcilerOptions = {
    store: {
      async scanWaiting({ queue, dueForMs, examine, afterId }) {
        seen.scans += 1;
        const examined = (given.waiting ?? [])
          .filter((each) => each.queue === queue && each.id > (afterId ?? ''))
          .slice(0, examine);
        const nextAfterId = examined.length < examine ? null : (examined.at(-1)?.id ?? null);
        return { waiting: examined.filter((each) => each.dueForMs >= dueForMs), nextAfterId };
      },
      async redispatch(jobs) {
        seen.redispatched.push(...jobs.map(({ id }) => id));
        return jobs.length;
      },
      takeExpired: async () => given.expired ?? [],
    },
    deliveryStore: {
      settle: async (settlements) => settlements.map(() => true),
    },
    queueStore: {
      generation: async () => seen.generation,
      mark: async (generation) => {
        seen.generation = generation;
      },
      isLanePaused: async (queue) => seen.paused.has(queue),
      pauseLane: async (queue) => void seen.paused.add(queue),
      resumeLane: async (queue) => void seen.paused.delete(queue),
    },
    queueOf: (queue) => ({
      queue,
      add: async () => undefined,
      waiting: async () => 0,
      areLive: given.areLive ?? (async (jobs) => jobs.map(isLive)),
    }),
    pausedLanes: async () => new Set(given.paused ?? []),
    catalogue: sampleCatalogue,
    policy: defaultRetryPolicy,
    worker: 'relay.test',
    now: () => new Date('2026-05-03T10:14:00.000Z'),
    random: () => 0.5,
    newId: () => 'g-2',
    onReconciled: (reason, count) => void seen.reconciled.push(`${reason} ${count}`),
    onSettled: ({ settlement }) =>
      void seen.settled.push(`${settlement.id} ${settlement.to} ${settlement.reason?.code}`),
  };
  return { seen, reconciler: createReconciler(options) };
};

const waiting = (id: string, dueForMs = 60_000, queue: QueueName = 'standard') => ({
  id,
  dispatch: 1,
  queue,
  dueForMs,
});

const notification = (given: Partial<Notification>): Notification => ({
  id: 'n-1',
  type: 'greeting',
  queue: 'standard',
  status: 'sending',
  source: 'shop',
  userId: null,
  recipientEmail: 'ada@example.com',
  subject: null,
  template: 'greeting',
  html: null,
  variables: {},
  sensitive: [],
  variablesErased: false,
  locale: null,
  tags: {},
  replyTo: null,
  correlationId: 'c-1',
  traceparent: null,
  test: false,
  redrive: 0,
  dispatch: 1,
  claim: 2,
  attempts: 0,
  maybeSent: false,
  maybeSentSince: null,
  templateHash: null,
  provider: null,
  reason: null,
  errorCode: null,
  sendAt: null,
  expiresAt: new Date('2026-05-04T10:14:00.000Z'),
  nextAttemptAt: null,
  createdAt: new Date('2026-05-03T10:13:00.000Z'),
  updatedAt: new Date('2026-05-03T10:13:00.000Z'),
  ...given,
});

test('what is overdue and has no live job gets a new one; what has one is left alone', async () => {
  const { seen, reconciler } = world({
    waiting: [waiting('n-1'), waiting('n-2', 60_000, 'critical'), waiting('n-3', 60_000, 'bulk')],
    live: [{ id: 'n-2', dispatch: 1 }],
  });

  await reconciler.runOnce(signal);

  expect(seen.redispatched.sort()).toEqual(['n-1', 'n-3']);
  expect(seen.reconciled).toEqual(['job_lost 2']);
});

test('a job of an earlier dispatch does not count as alive', async () => {
  const { seen, reconciler } = world({
    waiting: [{ ...waiting('n-1'), dispatch: 2 }],
    live: [{ id: 'n-1', dispatch: 1 }],
  });

  await reconciler.runOnce(signal);

  expect(seen.redispatched).toEqual(['n-1']);
});

test('what has only just become due is given time', async () => {
  const { seen, reconciler } = world({ waiting: [waiting('n-1', 29_000)] });

  await reconciler.runOnce(signal);

  expect(seen.redispatched).toEqual([]);
});

test('the scan goes round, five portions in each look, however large the backlog is', async () => {
  const ids = Array.from({ length: 11_000 }, (_, i) => `n-${String(i).padStart(5, '0')}`);
  const { seen, reconciler } = world({ waiting: ids.map((id) => waiting(id)) });

  await reconciler.runOnce(signal);
  // One portion for the empty lane before it, four of 2,000 in this one.
  expect(seen.redispatched).toHaveLength(8_000);
  expect(seen.scans).toBe(5);
  await reconciler.runOnce(signal);
  expect(seen.redispatched).toEqual(ids);
  await reconciler.runOnce(signal);

  expect(seen.redispatched).toHaveLength(19_000);
});

test('a small backlog is gone through in one look, lane after lane, and asked for in bounded numbers', async () => {
  const asked: number[] = [];
  const jobs = [
    waiting('n-1', 60_000, 'critical'),
    ...Array.from({ length: 2_400 }, (_, i) => waiting(`n-${10_000 + i}`)),
    waiting('n-3', 60_000, 'bulk'),
  ];
  const { seen, reconciler } = world({
    waiting: jobs,
    areLive: async (some) => {
      asked.push(some.length);
      return some.map(() => false);
    },
  });

  await reconciler.runOnce(signal);

  expect(seen.redispatched).toHaveLength(2_402);
  expect(asked).toEqual([1, 2_000, 400, 1]);
});

test('a queue store that lost everything is filled at once, and marked only then', async () => {
  const ids = Array.from({ length: 1_300 }, (_, i) => `n-${String(i).padStart(4, '0')}`);
  const { seen, reconciler } = world({
    waiting: ids.map((id) => waiting(id, 0)),
    generation: null,
  });

  await reconciler.runOnce(signal);

  expect(seen.redispatched).toEqual(ids);
  expect(seen.generation).toBe('g-2');
  expect(seen.reconciled).toEqual(['queue_store_lost 1300']);
});

test('a queue store that fails in between is not marked, so that the next look begins again', async () => {
  const { seen, reconciler } = world({
    waiting: [waiting('n-1', 0)],
    generation: null,
    areLive: () => Promise.reject(new Error('redis is away')),
  });

  await expect(reconciler.runOnce(signal)).rejects.toThrow('redis is away');

  expect(seen.generation).toBeNull();
  expect(seen.redispatched).toEqual([]);
});

test('a silent worker leaves an ambiguous attempt: its type decides between another and none', async () => {
  const { seen, reconciler } = world({
    expired: [
      notification({ id: 'n-1', type: 'greeting' }),
      notification({ id: 'n-2', type: 'offer' }),
      notification({ id: 'n-3', type: 'no_longer_declared' }),
    ],
  });

  await reconciler.runOnce(signal);

  expect(seen.settled).toEqual([
    'n-1 retry_wait worker_lost',
    'n-2 unknown worker_lost',
    'n-3 unknown worker_lost',
  ]);
});

test('silent workers are dealt with while the queue store is away', async () => {
  const { seen, reconciler } = world({
    expired: [notification({ id: 'n-1' })],
    waiting: [waiting('n-2')],
    areLive: () => Promise.reject(new Error('redis is away')),
  });

  await expect(reconciler.runOnce(signal)).rejects.toThrow('redis is away');

  expect(seen.settled).toHaveLength(1);
});

test('lanes are paused as Postgres says, and resumed when it says so no more', async () => {
  const paused = world({ paused: ['bulk'] });
  await paused.reconciler.runOnce(signal);
  expect([...paused.seen.paused]).toEqual(['bulk']);

  const resumed = world({});
  resumed.seen.paused.add('critical');
  await resumed.reconciler.runOnce(signal);
  expect([...resumed.seen.paused]).toEqual([]);
});
