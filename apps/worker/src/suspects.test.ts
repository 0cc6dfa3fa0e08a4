import { expect, test } from 'vitest';
import { createSuspects } from './suspects.ts';

const never = new Promise<never>(() => undefined);
const done = { verdict: 'done' } as const;

/** A job as its queue keeps it: what was noted stays, whatever becomes of the process. */
const createJob = () => {
  let begunAlone = 0;
  return {
    after: (stalledCount: number) => ({
      stalledCount,
      begunAlone,
      noteAlone: async (times: number) => {
        begunAlone = times;
      },
    }),
  };
};
const suspect = () => createJob().after(1);

test('jobs that nobody died over go side by side', async () => {
  const oneByOne = createSuspects(() => 0);
  void oneByOne(createJob().after(0), () => never);

  expect(await oneByOne(createJob().after(0), async () => done)).toEqual(done);
});

test('of two that somebody died over one goes, and the other is turned away until it is over', async () => {
  const oneByOne = createSuspects(() => 0.5);
  let finish: (verdict: typeof done) => void = () => undefined;
  const first = oneByOne(
    suspect(),
    () => new Promise<typeof done>((resolve) => (finish = resolve)),
  );
  await expect.poll(() => finish.length).toBe(1);

  expect(await oneByOne(suspect(), async () => done)).toEqual({
    verdict: 'snooze',
    delayMs: 3_000,
  });
  finish(done);
  await first;
  expect(await oneByOne(suspect(), async () => done)).toEqual(done);
});

test('one that throws leaves the way free', async () => {
  const oneByOne = createSuspects(() => 0);
  await expect(
    oneByOne(suspect(), () => Promise.reject(new Error('postgres is away'))),
  ).rejects.toThrow();

  expect(await oneByOne(suspect(), async () => done)).toEqual(done);
});

/** Deaths that count, as told to a run; the process dies over it, so it never ends. */
const deathsToldTo = (facts: ReturnType<ReturnType<typeof createJob>['after']>) =>
  new Promise<number>((resolve) => {
    void createSuspects(() => 0)(facts, (deaths) => {
      resolve(deaths);
      return never;
    });
  });

test('one that dies alone again and again has each death against it', async () => {
  const job = createJob();

  expect(await deathsToldTo(job.after(1))).toBe(1);
  expect(await deathsToldTo(job.after(2))).toBe(2);
  expect(await deathsToldTo(job.after(3))).toBe(3);
});

test('one that died beside others, however often, has one death against it', async () => {
  expect(await deathsToldTo(createJob().after(5))).toBe(1);
});

test('one that came to an end alone is as good as new', async () => {
  const job = createJob();
  await deathsToldTo(job.after(1));
  await createSuspects(() => 0)(job.after(2), async () => ({ verdict: 'snooze', delayMs: 1 }));

  expect(await deathsToldTo(job.after(3))).toBe(1);
});
