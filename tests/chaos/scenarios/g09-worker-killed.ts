import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

export const workerKilled: Scenario = {
  name: 'g09-worker-killed',
  promise: 'G9',
  sentence: "a killed worker's notifications go on within 45 seconds",
  async run(arena) {
    const world = await arena.world({ provider: 'resend' });
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('relay')]);
    await world.fleet.keep('worker', { count: 2 });
    let longest = 0;
    for (let kill = 1; kill <= arena.scale(8, 1); kill += 1) {
      const handing = world.load.hand(arena.scale(300, 100));
      await until('hand-offs under way', async () => (await world.count('sending')) > 0);
      await world.fleet.killOne(arena.random, ['worker']);
      const from = performance.now();
      const inHand = await world.sql<{ id: string }[]>`
        select id from notifications where status = 'sending'`;
      await handing;
      await until(
        'all that was in hand to go on',
        async () => {
          const stuck = await world.sql`
            select from notifications where id = any(${inHand.map(({ id }) => id)}::uuid[])
              and status = 'sending'`;
          return stuck.count === 0;
        },
        90_000,
      );
      longest = Math.max(longest, Math.round(performance.now() - from));
    }
    arena.recovered('worker killed', longest, 45_000);
    await arena.verify(world);
  },
};
