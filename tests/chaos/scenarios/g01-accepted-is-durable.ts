import type { Scenario } from '../scenario.ts';

/** Where the API dies, one after the other, in each of its lives. */
const deaths = ['api.work.after@3', 'api.transaction.after@3', 'api.accept.after@20'];

export const acceptedIsDurable: Scenario = {
  name: 'g01-accepted-is-durable',
  promise: 'G1',
  sentence:
    'every 202 is there after the API died before its commit, after it, and before its answer',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    const lives = arena.scale(24, 6);
    await world.fleet.keep('api', {
      env: (_, life) => {
        const death = deaths[life % deaths.length];
        return life <= lives && death ? { POSTROOM_FAIL_POINTS: death } : {};
      },
    });

    while (world.fleet.deaths('api') < lives) await world.load.hand(50, { atOnce: 16 });
    await Promise.all([world.fleet.keep('relay'), world.fleet.keep('worker')]);
    await arena.verify(world);

    arena.expect('the API died at each point', world.fleet.deaths('api') === lives);
  },
};
