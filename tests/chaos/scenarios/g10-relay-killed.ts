import type { Scenario } from '../scenario.ts';

const deaths = [
  'relay.add.before@2',
  'relay.add.after@2',
  'relay.publish.before@2',
  'relay.publish.after@2',
  'relay.drain.after@2',
];

export const relayKilled: Scenario = {
  name: 'g10-relay-killed',
  promise: 'G10',
  sentence:
    'a relay that dies between claiming, publishing and deleting a batch loses nothing and sends nothing twice',
  async run(arena) {
    const world = await arena.world({ provider: 'resend' });
    const lives = arena.scale(50, 5);
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('worker')]);
    const dying = world.fleet.keep('relay', {
      env: (_, life) => {
        const death = deaths[life % deaths.length];
        return life <= lives && death ? { POSTROOM_FAIL_POINTS: death } : {};
      },
    });
    while (world.fleet.deaths('relay') < lives) await world.load.hand(50, { perSecond: 100 });
    await dying;
    await world.settled();
    const before = await world.timeToEnd();
    await world.fleet.killOne(arena.random, ['relay']);
    const after = await world.timeToEnd();
    arena.recovered('relay killed', Math.max(0, after - before), 2_000);
    await arena.verify(world);

    arena.expect('all were sent', (await world.count('queued', 'failed', 'unknown')) === 0);
  },
};
