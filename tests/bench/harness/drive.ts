import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../measurement.ts';
import { openCaller } from './caller.ts';
import { nothingLost } from './nothing-lost.ts';
import { openWindow, toldOf } from './window.ts';
import { benchKey, type World } from './world.ts';

export interface DriveOptions {
  readonly seconds: number;
  readonly connections: number;
  /** 1: single requests. */
  readonly batchSize: number;
  /**
   * Notifications that may be under way; callers wait above it. Infinite: callers never wait, and
   * nothing is looked at but acceptance.
   */
  readonly mostUnderWay: number;
  /** How many have been sent; by default those of Postroom. */
  readonly sent?: () => Promise<number>;
}

export interface Driven {
  /** Of what counts: confirmed events, or accepted notifications where only those are looked at. */
  readonly perSecond: number;
  /** How many more were under way at the end of the window than at its beginning. */
  readonly backlogGrowth: number;
  readonly accepted: number;
  /** What the processes did for them. */
  readonly told: ReturnType<typeof toldOf>;
}

/** What every measurement tells of a drive. */
export const rowOf = (what: string, { perSecond, backlogGrowth, told }: Driven): Row => ({
  what,
  figures: { perSecond, backlogGrowth, ...told.figures },
  costs: told.costs,
});

const warmUpMs = 3_000;

/**
 * Hands in notifications for a warm-up and a window, and then waits until all that was accepted has
 * ended: a figure counts only if nothing was lost. One at a time in a world.
 * @throws Error when something was refused, lost, or told more than once.
 */
export const drive = async (world: World, options: DriveOptions): Promise<Driven> => {
  const { seconds, connections, batchSize, mostUnderWay } = options;
  const isPipeline = Number.isFinite(mostUnderWay);
  const since = new Date();
  let accepted = 0;
  let ended = 0;
  let isOver = false;

  const { bodies } = world;
  const call = async (): Promise<void> => {
    const caller = await openCaller(world.apiUrl, benchKey);
    while (!isOver) {
      if (accepted - ended >= mostUnderWay) {
        await pause(2);
        continue;
      }
      const answer = await (batchSize === 1
        ? caller.post('/notifications/send', bodies.one())
        : caller.post('/notifications/batch', bodies.many(batchSize)));
      if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.body}`);
      accepted += batchSize;
    }
    caller.close();
  };
  const look = async (): Promise<void> => {
    while (isPipeline && !isOver) {
      ended = await world.events.count();
      await pause(20);
    }
  };
  const busy = [look(), ...Array.from({ length: connections }, call)];
  const failed = Promise.all(busy).then(() => new Promise<never>(() => undefined));

  const window = async () => {
    await pause(Math.min(warmUpMs, seconds * 1_000));
    const close = await openWindow(world);
    const from = { accepted, ended };
    await pause(seconds * 1_000);
    const to = { accepted, ended };
    const seen = await close();
    const count = isPipeline ? to.ended - from.ended : to.accepted - from.accepted;
    return {
      perSecond: Math.round(count / seen.seconds),
      backlogGrowth: to.accepted - to.ended - (from.accepted - from.ended),
      told: toldOf(seen, count),
    };
  };
  const measured = await Promise.race([window(), failed]);
  isOver = true;
  await Promise.all(busy);
  if (isPipeline) await nothingLost(world, { expected: accepted, since, sent: options.sent });
  return { ...measured, accepted };
};
