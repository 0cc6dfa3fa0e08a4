import { setTimeout as pause } from 'node:timers/promises';
import { type Caller, openCaller } from '../harness/caller.ts';
import { commits } from '../harness/commits.ts';
import { inWorld } from '../harness/in-world.ts';
import { nothingLost } from '../harness/nothing-lost.ts';
import { openWindow, toldOf } from '../harness/window.ts';
import { benchKey, type World } from '../harness/world.ts';
import {
  type Bench,
  chosenFrom,
  type Measurement,
  type Row,
  type Size,
  worldSeconds,
} from '../measurement.ts';
import { histogramOf, quantilesOf } from '../statistics.ts';
import { pipelineRoles } from './pipeline.ts';

/** Single requests a second. */
const rates = [200, 500, 1_000] as const;
const ratesOf = (size: Size) => chosenFrom(size, rates, 1);
/**
 * What is not counted. Code that has just started is interpreted and compiled while it runs, and at a
 * low rate stays so for minutes; a service that is asked has long been up.
 */
const warmUp = { seconds: 5, perSecond: 1_000 } as const;
/** Seconds at the rate itself before the window: what the warm-up left is gone by then. */
const settlingSeconds = 2;

/**
 * At a fixed rate, whether or not answers come: a request counts from the moment it was due, so that
 * a stall is seen by everybody whom it would have kept waiting.
 */
export const latency: Measurement = {
  name: 'latency',
  sentence:
    'Milliseconds at a fixed rate of single requests, sent whether or not answers come; HTTP from when each was due, hand-off from when it was accepted by the clock of its row. Each acceptance waits for a commit, so the first row is the least that it can take',
  takes: (size) =>
    ratesOf(size).length * (size.seconds + warmUp.seconds + settlingSeconds + worldSeconds) +
    worldSeconds,
  async run(bench) {
    bench.say('commits alone');
    const alone = await inWorld(bench, commits);
    const rows: Row[] = [rowOf('one commit, nothing else running', alone)];
    for (const perSecond of ratesOf(bench)) {
      bench.say(`${perSecond} a second`);
      rows.push(...(await inWorld(bench, (world) => atRate(world, bench, perSecond))));
    }
    return rows;
  },
};

const atRate = async (
  world: World,
  { seconds }: Bench,
  perSecond: number,
): Promise<readonly Row[]> => {
  await Promise.all(pipelineRoles.map((role) => world.start(role)));
  const since = new Date();
  const warm = Math.min(warmUp.seconds, seconds) * warmUp.perSecond;
  await openLoop(world, { count: warm, perSecond: warmUp.perSecond });
  const uncounted = settlingSeconds * perSecond;
  const count = uncounted + seconds * perSecond;
  const opening = pause(settlingSeconds * 1_000).then(() => openWindow(world));
  const waited = await openLoop(world, { count, perSecond });
  const window = await (await opening)();
  await nothingLost(world, { expected: warm + count, since });
  const handOffs = await world.sql<{ ms: number }[]>`
    select extract(epoch from a.started_at - n.created_at)::float8 * 1000 as ms
    from attempts a join notifications n on n.id = a.notification_id
    order by n.id offset ${warm + uncounted}`;
  return [
    rowOf(`HTTP at ${perSecond}`, waited.slice(uncounted)),
    rowOf(
      `accept to hand-off at ${perSecond}`,
      handOffs.map(({ ms }) => ms),
    ),
    { what: `processes at ${perSecond}`, ...toldOf(window, seconds * perSecond) },
  ];
};

const rowOf = (what: string, milliseconds: readonly number[]): Row => ({
  what,
  figures: { ...quantilesOf(milliseconds) },
  histogram: histogramOf(milliseconds),
});

/** Milliseconds from when each was due, in that order. */
const openLoop = async (
  world: World,
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
): Promise<readonly number[]> => {
  const free = createFree(world.apiUrl);
  const waited: number[] = [];
  const startedAt = performance.now();
  const one = async (place: number): Promise<void> => {
    const dueAt = startedAt + (place * 1_000) / perSecond;
    const caller = await free.take();
    const answer = await caller.post('/notifications/send', world.bodies.one());
    if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.body}`);
    waited[place] = performance.now() - dueAt;
    free.give(caller);
  };
  const asked: Promise<void>[] = [];
  for (let place = 0; place < count; place += 1) {
    const aheadMs = startedAt + (place * 1_000) / perSecond - performance.now();
    if (aheadMs > 0) await pause(aheadMs);
    const answered = one(place);
    // A refusal is told when all have been asked.
    answered.catch(() => undefined);
    asked.push(answered);
  }
  await Promise.all(asked);
  free.close();
  return waited;
};

/** Milliseconds, well below the time after which the API closes a connection that is not used. */
const longestIdleMs = 2_000;

/** Connections that wait for nothing, the last one used first; those that have idled are closed. */
const createFree = (url: string) => {
  const free: { readonly caller: Caller; readonly since: number }[] = [];
  const closeIdle = (): void => {
    const isIdle = ({ since }: { readonly since: number }): boolean =>
      performance.now() - since > longestIdleMs;
    while (free[0] && isIdle(free[0])) free.shift()?.caller.close();
  };
  return {
    take(): Promise<Caller> {
      closeIdle();
      const last = free.pop();
      return last ? Promise.resolve(last.caller) : openCaller(url, benchKey);
    },
    give(caller: Caller): void {
      free.push({ caller, since: performance.now() });
    },
    close(): void {
      for (const { caller } of free) caller.close();
    },
  };
};
