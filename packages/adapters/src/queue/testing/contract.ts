import { randomUUID } from 'node:crypto';
import type { Job } from '@postroom/application';
import { eventually } from '@postroom/local/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JobFacts, LaneWorker, QueueBackend, Verdict } from '../index.ts';
import { jobIdOf } from '../index.ts';

/** What every queue store must do, run on each of them. `open` gives a backend on an empty store. */
export const queueContract = (
  store: string,
  open: () => Promise<{ backend: QueueBackend; drop(): Promise<void> }>,
): void => {
  describe(`queues on ${store}`, () => {
    let world: Awaited<ReturnType<typeof open>>;
    let backend: QueueBackend;
    let workers: LaneWorker[] = [];
    const lane = 'standard';
    beforeAll(async () => {
      world = await open();
      backend = world.backend;
    });
    afterEach(async () => {
      vi.restoreAllMocks();
      await Promise.all(workers.map((worker) => worker.close(1_000)));
      workers = [];
      await backend.resumeLane(lane);
    });
    afterAll(async () => {
      await backend.close();
      await world.drop();
    });

    /** A worker that does as told and remembers when it had which job. */
    const work = (
      decide: (job: Job, seen: number, facts: JobFacts) => Promise<Verdict>,
      onHandBack: (job: Job) => void = () => undefined,
    ) => {
      const seen: { readonly job: Job; readonly at: number }[] = [];
      const worker = backend.worker(lane, {
        concurrency: 10,
        onError: () => undefined,
        onHandBack,
        process(job, facts) {
          seen.push({ job, at: performance.now() });
          return decide(job, seen.filter((each) => each.job.id === job.id).length, facts);
        },
      });
      workers.push(worker);
      return { seen, worker };
    };
    const newJob = (dispatch = 1): Job => ({ id: randomUUID(), dispatch });

    test('adding a job again changes nothing, and it is worked on once', async () => {
      const queue = backend.jobQueue(lane);
      const [first, second] = [newJob(), newJob()];

      await queue.add([first, second]);
      await queue.add([first]);
      expect(await queue.waiting()).toBe(2);
      const { seen } = work(async () => ({ verdict: 'done' }));
      await eventually(
        () => queue.areLive([first, second]),
        (live) => !live.includes(true),
      );

      expect(seen.map(({ job }) => job)).toEqual([first, second]);
    });

    test('a job that waits, is delayed or worked on is live; absent, failed and completed ones are gone', async () => {
      const queue = backend.jobQueue(lane);
      const [done, failed, delayed, active, absent] = [1, 2, 3, 4, 5].map(() => newJob());
      if (!done || !failed || !delayed || !active || !absent) throw new Error('five were made');
      let release: (verdict: Verdict) => void = () => undefined;
      const { seen } = work(async (job) => {
        if (job.id === done.id) return { verdict: 'done' };
        if (job.id === failed.id) return { verdict: 'give_up', message: '550 no such user' };
        if (job.id === delayed.id) return { verdict: 'retry', delayMs: 60_000, message: '451' };
        return new Promise<Verdict>((resolve) => {
          release = resolve;
        });
      });

      await queue.add([done, failed, delayed, active]);
      await eventually(
        () => seen.length,
        (count) => count === 4,
      );
      const live = await eventually(
        () => queue.areLive([done, failed, delayed, active, absent]),
        ([isDone, hasFailed]) => !isDone && !hasFailed,
      );

      expect(live).toEqual([false, false, true, true, false]);
      const kept = await backend.bullQueues()[1]?.getJob(jobIdOf(failed));
      expect(await kept?.getState()).toBe('failed');
      expect(kept?.failedReason).toBe('550 no such user');
      release({ verdict: 'done' });
    });

    test('whether jobs are live is asked once for all of them, however deep the lane', async () => {
      const queue = backend.jobQueue(lane);
      const deep = Array.from({ length: 300 }, () => newJob());
      await backend.pauseLane(lane);
      await queue.add(deep);
      const bull = backend.bullQueues()[1];
      if (!bull) throw new Error('there are three lanes');
      const looks = vi.spyOn(bull, 'getRanges');
      const single = vi.spyOn(bull, 'getJobState');

      const live = await queue.areLive([...deep, newJob()]);

      expect(live).toEqual([...deep.map(() => true), false]);
      expect(looks.mock.calls.length).toBeLessThanOrEqual(1);
      expect(single).not.toHaveBeenCalled();
      work(async () => ({ verdict: 'done' }));
      await backend.resumeLane(lane);
      await eventually(
        () => queue.areLive(deep),
        (each) => !each.includes(true),
      );
    });

    test('a job that goes round between worker and delay is live all the while', async () => {
      const queue = backend.jobQueue(lane);
      const job = newJob();
      const { seen } = work(async (_job, times) =>
        times <= 40 ? { verdict: 'snooze', delayMs: 1 } : { verdict: 'done' },
      );

      await queue.add([job]);
      let askedInTime = 0;
      let timesLive = 0;
      while (seen.length <= 40) {
        const [isLive] = await queue.areLive([job]);
        if (seen.length > 40) break;
        askedInTime += 1;
        if (isLive) timesLive += 1;
      }

      expect(askedInTime).toBeGreaterThan(0);
      expect(timesLive).toBe(askedInTime);
    });

    test('a retry comes after the delay that was given, and a snooze too', async () => {
      const queue = backend.jobQueue(lane);
      const [retried, snoozed] = [newJob(), newJob()];
      const { seen } = work(async (job, times) => {
        if (times > 1) return { verdict: 'done' };
        return job.id === retried.id
          ? { verdict: 'retry', delayMs: 400, message: 'greylisted' }
          : { verdict: 'snooze', delayMs: 700 };
      });

      await queue.add([retried, snoozed]);
      await eventually(
        () => queue.areLive([retried, snoozed]),
        (live) => !live.includes(true),
      );

      const pauseOf = ({ id }: Job): number => {
        const [first, second] = seen.filter(({ job }) => job.id === id);
        return (second?.at ?? 0) - (first?.at ?? 0);
      };
      expect(pauseOf(retried)).toBeGreaterThan(390);
      expect(pauseOf(snoozed)).toBeGreaterThan(690);
    });

    test('a throw is the infrastructure failing: the job comes again and is never given up', async () => {
      const queue = backend.jobQueue(lane);
      const job = newJob();
      const { seen } = work(async (_job, times) => {
        if (times <= 2) throw new Error('the database is away');
        return { verdict: 'done' };
      });

      await queue.add([job]);
      await eventually(
        () => queue.areLive([job]),
        (live) => !live.includes(true),
      );

      expect(seen).toHaveLength(3);
    });

    test('a worker that closes in the middle of a job hands it back to another at once', async () => {
      const queue = backend.jobQueue(lane);
      const job = newJob();
      const handedBack: Job[] = [];
      const silent = work(
        () => new Promise<Verdict>(() => undefined),
        (given) => handedBack.push(given),
      );
      await queue.add([job]);
      await eventually(
        () => silent.seen.length,
        (count) => count === 1,
      );

      await silent.worker.close(50);
      const { seen } = work(async () => ({ verdict: 'done' }));
      await eventually(
        () => seen.length,
        (count) => count === 1,
        5_000,
      );

      expect(handedBack).toEqual([job]);
      expect(seen[0]?.job).toEqual(job);
    });

    test('a worker that closes lets a job in hand come to its end within the grace', async () => {
      const queue = backend.jobQueue(lane);
      const job = newJob();
      const { seen, worker } = work(
        () => new Promise((resolve) => setTimeout(resolve, 300, { verdict: 'done' })),
      );
      await queue.add([job]);
      await eventually(
        () => seen.length,
        (count) => count === 1,
      );

      await worker.close(5_000);

      expect(await queue.areLive([job])).toEqual([false]);
      expect(worker.active).toBe(0);
    });

    test('a paused lane keeps its jobs waiting until it is resumed', async () => {
      const queue = backend.jobQueue(lane);
      const job = newJob();
      await backend.pauseLane(lane);
      const { seen } = work(async () => ({ verdict: 'done' }));

      await queue.add([job]);
      expect(await backend.isLanePaused(lane)).toBe(true);
      expect(await queue.waiting()).toBe(1);
      expect(await queue.areLive([job])).toEqual([true]);
      expect(seen).toHaveLength(0);
      await backend.resumeLane(lane);
      await eventually(
        () => seen.length,
        (count) => count === 1,
      );
    });

    test('a worker says when it last got on with its work', async () => {
      const queue = backend.jobQueue(lane);
      const job = newJob();
      const { worker } = work(async () => ({ verdict: 'done' }));
      const before = worker.lastProgressAt.getTime();

      await queue.add([job]);
      const after = await eventually(
        () => worker.lastProgressAt.getTime(),
        (at) => at > before,
      );

      expect(after).toBeGreaterThan(before);
    });

    test('an empty store has no generation, and keeps the one it is given', async () => {
      expect(await backend.generation()).toBeNull();

      await backend.mark('first');

      expect(await backend.generation()).toBe('first');
      await backend.ping();
    });
  });
};
