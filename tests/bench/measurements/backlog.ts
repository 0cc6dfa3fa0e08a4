import { setTimeout as pause } from 'node:timers/promises';
import { inspectRedis } from '@postroom/adapters/queue';
import { residentMib } from '../harness/cpu.ts';
import { inWorld } from '../harness/in-world.ts';
import { loadRows } from '../harness/loader.ts';
import type { World } from '../harness/world.ts';
import type { Measurement } from '../measurement.ts';
import { rounded } from '../statistics.ts';

const roles = ['api', 'relay', 'worker'] as const;

/** What a backlog costs in memory while it is worked off. */
export const backlog: Measurement = {
  name: 'backlog',
  sentence: 'MiB at most while notifications that wait are worked off',
  run: ({ servers, seconds, backlogRows, say }) =>
    inWorld(servers, async (world) => {
      await loadRows(world, { count: backlogRows, kind: 'waiting', say });
      await Promise.all(roles.map((role) => world.start(role)));
      say('working it off');
      const most = new Map<string, number>();
      const before = await world.events.count();
      const from = performance.now();
      const endsAt = from + seconds * 1_000;
      while (performance.now() < endsAt) {
        for (const [name, mib] of await memory(world)) {
          most.set(name, Math.max(mib, most.get(name) ?? 0));
        }
        await pause(250);
      }
      const sent = (await world.events.count()) - before;
      const perSecond = Math.round((sent * 1_000) / (performance.now() - from));
      const figures = Object.fromEntries([...most].map(([name, mib]) => [name, rounded(mib, 0)]));
      return [{ what: `${backlogRows} waiting`, figures: { perSecond, ...figures } }];
    }),
};

const memory = async (world: World): Promise<readonly (readonly [string, number])[]> => {
  const { usedBytes } = await inspectRedis(world.urls.redis);
  const resident = roles.map(
    (role) => [role, residentMib(world.pids().get(role)?.[0] ?? 0)] as const,
  );
  return [['redis', usedBytes / 2 ** 20], ...resident];
};
