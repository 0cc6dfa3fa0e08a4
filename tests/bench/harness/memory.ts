import { setTimeout as pause } from 'node:timers/promises';
import { inspectRedis } from '@postroom/adapters/queue';
import { rounded } from '../statistics.ts';
import { residentMib } from './cpu.ts';
import type { World } from './world.ts';

/** Half a second: memory is not given back faster. */
const lookEveryMs = 500;

/** MiB at most of Redis' data and of each role's processes, by name, while the work is done. */
export const memoryDuring = async (
  world: World,
  roles: readonly string[],
  work: () => Promise<unknown>,
): Promise<{ readonly [name: string]: number }> => {
  const most = new Map<string, number>();
  const note = (name: string, mib: number): unknown =>
    most.set(name, Math.max(rounded(mib, 0), most.get(name) ?? 0));
  const look = async (): Promise<void> => {
    const { usedBytes } = await inspectRedis(world.urls.redis);
    note('redis MiB', usedBytes / 2 ** 20);
    for (const role of roles) {
      for (const pid of world.pids().get(role) ?? []) note(`${role} MiB`, residentMib(pid));
    }
  };
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      await look();
      await pause(lookEveryMs);
    }
    await look();
  })();
  try {
    await work();
  } finally {
    isOver = true;
  }
  await watching;
  return Object.fromEntries(most);
};
