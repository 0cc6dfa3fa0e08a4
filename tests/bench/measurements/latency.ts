import { setTimeout as pause } from 'node:timers/promises';
import { createBodies } from '../harness/bodies.ts';
import { type Caller, openCaller } from '../harness/caller.ts';
import { nothingLost } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { benchKey, type World } from '../harness/world.ts';
import type { Measurement } from '../measurement.ts';
import { quantilesOf } from '../statistics.ts';

const perSecond = 200;
/** Seconds that are not counted: code that has just started is compiled while it runs. */
const warmUpSeconds = 5;

/**
 * At a fixed rate, whether or not answers come: a request counts from the moment it was due, so that
 * a stall is seen by everybody whom it would have kept waiting.
 */
export const latency: Measurement = {
  name: 'latency',
  sentence: `Milliseconds at ${perSecond} single requests a second, from when each was due`,
  run: ({ servers, seconds, say }) =>
    inWorld(servers, async (world) => {
      await Promise.all(['api', 'relay', 'worker'].map((role) => world.start(role)));
      say(`${perSecond} a second`);
      const warmUp = Math.min(warmUpSeconds, seconds);
      const { waited, accepted } = await openLoop(world, (warmUp + seconds) * perSecond);
      await nothingLost(world, accepted);
      const rows = await world.sql<{ ms: number }[]>`
        select extract(epoch from a.started_at - n.created_at)::float8 * 1000 as ms
        from attempts a join notifications n on n.id = a.notification_id
        order by n.id offset ${warmUp * perSecond}`;
      return [
        { what: 'HTTP', figures: { ...quantilesOf(waited.slice(warmUp * perSecond)) } },
        { what: 'accept to hand-off', figures: { ...quantilesOf(rows.map(({ ms }) => ms)) } },
      ];
    }),
};

const openLoop = async (
  world: World,
  count: number,
): Promise<{ readonly waited: readonly number[]; readonly accepted: number }> => {
  const bodies = createBodies();
  const free: Caller[] = [];
  const waited: number[] = [];
  const startedAt = performance.now();
  const one = async (place: number): Promise<void> => {
    const dueAt = startedAt + (place * 1_000) / perSecond;
    const caller = free.pop() ?? (await openCaller(world.apiUrl, benchKey));
    const answer = await caller.post('/notifications/send', bodies.one());
    if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.body}`);
    waited[place] = performance.now() - dueAt;
    free.push(caller);
  };
  const asked: Promise<void>[] = [];
  for (let place = 0; place < count; place += 1) {
    const aheadMs = startedAt + (place * 1_000) / perSecond - performance.now();
    if (aheadMs > 0) await pause(aheadMs);
    asked.push(one(place));
  }
  await Promise.all(asked);
  for (const caller of free) caller.close();
  return { waited, accepted: count };
};
