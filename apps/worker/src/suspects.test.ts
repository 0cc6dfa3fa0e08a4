import { expect, test } from 'vitest';
import { createSuspects } from './suspects.ts';

const never = new Promise<never>(() => undefined);
const done = { verdict: 'done' } as const;

test('jobs that nobody died over go side by side', async () => {
  const oneByOne = createSuspects(() => 0);
  void oneByOne(0, () => never);

  expect(await oneByOne(0, async () => done)).toEqual(done);
});

test('of two that somebody died over one goes, and the other is turned away until it is over', async () => {
  const oneByOne = createSuspects(() => 0.5);
  let finish: (verdict: typeof done) => void = () => undefined;
  const first = oneByOne(1, () => new Promise<typeof done>((resolve) => (finish = resolve)));

  expect(await oneByOne(2, async () => done)).toEqual({ verdict: 'snooze', delayMs: 3_000 });
  finish(done);
  await first;
  expect(await oneByOne(2, async () => done)).toEqual(done);
});

test('one that throws leaves the way free', async () => {
  const oneByOne = createSuspects(() => 0);
  await expect(oneByOne(1, () => Promise.reject(new Error('postgres is away')))).rejects.toThrow();

  expect(await oneByOne(1, async () => done)).toEqual(done);
});
