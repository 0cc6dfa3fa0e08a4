import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBatcher, type Settled } from './batcher.ts';

/** Runs that end when the test says so. */
const gatedRuns = () => {
  const batches: (readonly number[])[] = [];
  const open: (() => void)[] = [];
  const run = (items: readonly number[]): Promise<readonly Settled<number>[]> => {
    batches.push(items);
    return new Promise((resolve) => {
      open.push(() => resolve(items.map((value) => ({ ok: true, value: value * 10 }))));
    });
  };
  return { batches, run, openNext: () => open.shift()?.() };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a batcher', () => {
  test('sends the calls of one turn together', async () => {
    const { batches, run, openNext } = gatedRuns();
    const batcher = createBatcher({ run, maxInFlight: 2, maxItems: 100 });

    const answers = [1, 2, 3].map((item) => batcher.add(item));
    await turn();
    openNext();

    expect(await Promise.all(answers)).toEqual([10, 20, 30]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  test('lets arrivals wait for a free run and go together in it', async () => {
    const { batches, run, openNext } = gatedRuns();
    const batcher = createBatcher({ run, maxInFlight: 1, maxItems: 100 });
    const first = batcher.add(1);
    await turn();

    const later = [2, 3].map((item) => batcher.add(item));
    await turn();
    expect(batches).toEqual([[1]]);
    openNext();
    await first;
    await turn();
    openNext();

    expect(await Promise.all(later)).toEqual([20, 30]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  test('never splits a heavy item and sends it alone', async () => {
    const { batches, run, openNext } = gatedRuns();
    const batcher = createBatcher({ run, maxInFlight: 3, maxItems: 10, weight: (item) => item });

    const answers = [4, 50, 6, 4].map((item) => batcher.add(item));
    await turn();
    for (let run = 0; run < 3; run += 1) openNext();
    await Promise.all(answers);

    expect(batches).toEqual([[4], [50], [6, 4]]);
  });

  test('gives each item its own outcome', async () => {
    const broken = new Error('only this one');
    const batcher = createBatcher<number, number>({
      run: async (items) =>
        items.map((value) => (value === 2 ? { ok: false, error: broken } : { ok: true, value })),
      maxInFlight: 1,
      maxItems: 10,
    });

    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));

    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: broken },
      { status: 'fulfilled', value: 3 },
    ]);
  });

  test('rejects every item of a run that throws and goes on with the next', async () => {
    let runs = 0;
    const batcher = createBatcher<number, number>({
      run: (items) => {
        runs += 1;
        if (runs === 1) throw new Error('database away');
        return Promise.resolve(items.map((value) => ({ ok: true, value })));
      },
      maxInFlight: 1,
      maxItems: 2,
    });

    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  test('calls an answer of the wrong length a bug', async () => {
    const batcher = createBatcher<number, number>({
      run: async () => [{ ok: true, value: 1 }],
      maxInFlight: 1,
      maxItems: 10,
    });

    const [one, two] = await Promise.allSettled([batcher.add(1), batcher.add(2)]);

    expect(one).toMatchObject({ reason: { message: expect.stringContaining('2 items got 1') } });
    expect(two?.status).toBe('rejected');
  });

  test('is idle once everything is answered', async () => {
    const { run, openNext } = gatedRuns();
    const batcher = createBatcher({ run, maxInFlight: 1, maxItems: 10 });
    await batcher.idle();
    const answer = batcher.add(1);
    expect(batcher.size).toBe(1);

    const idle = batcher.idle();
    await turn();
    openNext();
    await idle;

    expect(batcher.size).toBe(0);
    expect(await answer).toBe(10);
  });

  test('runs outside the context of its callers', async () => {
    const caller = new AsyncLocalStorage<string>();
    const batcher = createBatcher<number, string | undefined>({
      run: async (items) => items.map(() => ({ ok: true, value: caller.getStore() })),
      maxInFlight: 1,
      maxItems: 10,
    });

    const [seen, own] = await caller.run('ada', async () => [
      await batcher.add(1),
      caller.getStore(),
    ]);

    expect([seen, own]).toEqual([undefined, 'ada']);
  });

  test('answers each item as run did, in batches within the limits, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 12 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 25 }),
        async (turns, maxInFlight, maxItems) => {
          const seen: number[] = [];
          let running = 0;
          let most = 0;
          const weigh = (id: number): number => turns.flat()[id] ?? 0;
          const batcher = createBatcher<number, number>({
            run: async (ids) => {
              running += 1;
              most = Math.max(most, running);
              seen.push(...ids);
              const total = ids.reduce((sum, id) => sum + weigh(id), 0);
              expect(ids.length === 1 || total <= maxItems).toBe(true);
              await turn();
              running -= 1;
              return ids.map((id) =>
                id % 5 === 4 ? { ok: false, error: id } : { ok: true, value: id },
              );
            },
            maxInFlight,
            maxItems,
            weight: weigh,
          });

          const answers: Promise<PromiseSettledResult<number>[]>[] = [];
          for (const arrivals of turns) {
            for (const _ of arrivals) {
              answers.push(Promise.allSettled([batcher.add(answers.length)]));
            }
            await turn();
          }
          const outcomes = (await Promise.all(answers)).flat();
          await batcher.idle();

          expect(seen).toEqual(answers.map((_, id) => id));
          expect(most).toBeLessThanOrEqual(maxInFlight);
          expect(outcomes).toEqual(
            answers.map((_, id) =>
              id % 5 === 4
                ? { status: 'rejected', reason: id }
                : { status: 'fulfilled', value: id },
            ),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});
