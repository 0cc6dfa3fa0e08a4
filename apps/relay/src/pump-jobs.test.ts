import type { DueJob, Job, JobQueue } from '@postroom/application';
import { expect, test } from 'vitest';
import { type PumpJobs, pumpJobs } from './pump-jobs.ts';
import { memoryOutbox } from './testing/memory-outbox.ts';

const jobs = (count: number): readonly DueJob[] =>
  Array.from({ length: count }, (_, i) => ({ rowId: `r-${i}`, id: `n-${i}`, dispatch: 1 }));

const queueOf = (given: Partial<JobQueue> = {}) => {
  const added: Job[] = [];
  const queue: JobQueue = {
    queue: 'standard',
    add: async (more) => void added.push(...more),
    waiting: async () => added.length,
    areLive: async (asked) => asked.map(() => true),
    ...given,
  };
  return { queue, added };
};

const pumpOf = (given: Pick<PumpJobs, 'store' | 'queue'> & Partial<PumpJobs>): PumpJobs => ({
  highWater: 20_000,
  faultOf: () => undefined,
  onQuarantined: () => undefined,
  ...given,
});

test('due rows become jobs, in batches, until there are none', async () => {
  const outbox = memoryOutbox({ jobs: jobs(700) });
  const { queue, added } = queueOf();
  const pump = pumpOf({ store: outbox.store, queue });

  expect(await pumpJobs(pump)).toBe('busy');
  expect(added).toHaveLength(500);
  expect(await pumpJobs(pump)).toBe('busy');
  expect(await pumpJobs(pump)).toBe('idle');

  expect(added.map(({ id }) => id)).toEqual(jobs(700).map(({ id }) => id));
  expect(outbox.jobs).toEqual([]);
});

test('a lane is filled to its high-water mark and no further', async () => {
  const outbox = memoryOutbox({ jobs: jobs(50) });
  const { queue, added } = queueOf();
  const pump = pumpOf({ store: outbox.store, queue, highWater: 20 });

  expect(await pumpJobs(pump)).toBe('busy');
  expect(await pumpJobs(pump)).toBe('idle');

  expect(added).toHaveLength(20);
  expect(outbox.jobs).toHaveLength(30);
});

test('a queue store that fails leaves every row where it is', async () => {
  const outbox = memoryOutbox({ jobs: jobs(3) });
  const { queue } = queueOf({ add: () => Promise.reject(new Error('OOM')) });

  await expect(pumpJobs(pumpOf({ store: outbox.store, queue }))).rejects.toThrow('OOM');

  expect(outbox.jobs).toHaveLength(3);
});

test('a row that can never become a job is set aside, and the others go', async () => {
  const outbox = memoryOutbox({ jobs: jobs(3) });
  const { queue, added } = queueOf();
  const told: string[] = [];

  await pumpJobs(
    pumpOf({
      store: outbox.store,
      queue,
      faultOf: ({ id }) => (id === 'n-1' ? 'id: Invalid UUID' : undefined),
      onQuarantined: ({ id }, reason) => told.push(`${id}: ${reason}`),
    }),
  );

  expect(added.map(({ id }) => id)).toEqual(['n-0', 'n-2']);
  expect(outbox.aside).toEqual([
    { rowId: 'r-1', verdict: 'quarantined', reason: 'id: Invalid UUID' },
  ]);
  expect(told).toEqual(['n-1: id: Invalid UUID']);
});
