import { setTimeout as pause } from 'node:timers/promises';
import type { World } from '../harness/world.ts';
import type { Random } from '../random.ts';

const roles = ['api', 'relay', 'worker'] as const;

/**
 * Hands in `total` and sends SIGKILL to a process of a random role `kills` times while they go out.
 * Two of each role run, so that there is always somebody to go on.
 */
export const killUnderLoad = async (
  world: World,
  {
    total,
    kills,
    random,
  }: { readonly total: number; readonly kills: number; readonly random: Random },
): Promise<void> => {
  await world.fleet.keep('api');
  await Promise.all([
    world.fleet.keep('relay', { count: 2 }),
    world.fleet.keep('worker', { count: 2 }),
  ]);
  const share = Math.ceil(total / kills);
  let done = 0;
  // Load comes in step with the deaths: each kill meets work in hand, on any machine.
  for (let handed = 0; handed < total; handed += share) {
    const handing = world.load.hand(Math.min(share, total - handed));
    await pause(random.between(0, 100));
    if (done < kills) {
      await world.fleet.killOne(random, roles);
      done += 1;
    }
    await handing;
  }
  for (; done < kills; done += 1) await world.fleet.killOne(random, roles);
};
