import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { type Costs, costsOf, rounded } from '../statistics.ts';
import { createBodies } from './bodies.ts';
import { openCaller } from './caller.ts';
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
  /** Microseconds of CPU by process. */
  readonly costs: Costs;
  /** How many more were under way at the end of the window than at its beginning. */
  readonly backlogGrowth: number;
  readonly accepted: number;
}

const warmUpMs = 3_000;
const drainDeadlineMs = 120_000;

/**
 * Hands in notifications for a warm-up and a window, and then waits until all that was accepted has
 * ended: a figure counts only if nothing was lost. Once in a world.
 * @throws Error when something was refused, lost, or told more than once.
 */
export const drive = async (world: World, options: DriveOptions): Promise<Driven> => {
  const { seconds, connections, batchSize, mostUnderWay } = options;
  const isPipeline = Number.isFinite(mostUnderWay);
  let accepted = 0;
  let ended = 0;
  let isOver = false;

  const bodies = createBodies();
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
    const from = { cpu: world.cpu(), at: performance.now(), accepted, ended };
    await pause(seconds * 1_000);
    const to = { cpu: world.cpu(), at: performance.now(), accepted, ended };
    const count = isPipeline ? to.ended - from.ended : to.accepted - from.accepted;
    return {
      perSecond: Math.round((count * 1_000) / (to.at - from.at)),
      costs: costsOf(difference(to.cpu, from.cpu), count),
      backlogGrowth: to.accepted - to.ended - (from.accepted - from.ended),
    };
  };
  const measured = await Promise.race([window(), failed]);
  isOver = true;
  await Promise.all(busy);
  if (isPipeline) await nothingLost(world, accepted, options.sent);
  return { ...measured, accepted };
};

const difference = (
  to: { readonly [name: string]: number },
  from: { readonly [name: string]: number },
): { readonly [name: string]: number } =>
  Object.fromEntries(
    Object.entries(to).map(([name, value]) => [name, rounded(value - (from[name] ?? 0), 3)]),
  );

/** Every notification sent, every event confirmed and nothing left in the outbox. */
export const nothingLost = async (
  world: World,
  expected: number,
  countSent: () => Promise<number> = () => sentBy(world),
): Promise<void> => {
  const hasAll = async (): Promise<boolean> => (await world.events.count()) >= expected;
  await until(`${expected} events`, hasAll, drainDeadlineMs);
  await until('an empty outbox', async () => (await world.sql`select from outbox`).count === 0);
  const sent = await countSent();
  const told = await world.events.take(expected);
  const faults = [
    ...(sent === expected ? [] : [`${sent} of ${expected} are sent`]),
    ...(told.size === expected ? [] : [`${told.size} of ${expected} were told of`]),
  ];
  if (faults.length > 0) throw new Error(faults.join('; '));
};

const sentBy = async ({ sql }: World): Promise<number> => {
  const [row] = await sql<{ sent: number }[]>`
    select count(*)::int as sent from notifications
    where status = 'sent' and correlation_id <> 'history'`;
  return row?.sent ?? 0;
};
