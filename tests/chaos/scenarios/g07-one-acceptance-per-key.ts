import type { Scenario } from '../scenario.ts';

export const oneAcceptancePerKey: Scenario = {
  name: 'g07-one-acceptance-per-key',
  promise: 'G7',
  sentence:
    'a provider with idempotency keys accepts each notification once, though workers die between its acceptance and their commit, and answers are lost',
  async run(arena) {
    const world = await arena.world({ provider: 'resend' });
    const lives = arena.scale(40, 2);
    world.resend.decide(() => (arena.random.chance(0.02) ? 'lose_answer' : 'accept'));
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('relay')]);
    await world.load.hand(arena.scale(6_000, 300));
    // Killed after an acceptance, with all that was accepted at the same time and not written down.
    await world.fleet.keep('worker', {
      count: 2,
      env: (_, life) =>
        life <= lives / 2
          ? { POSTROOM_FAIL_POINTS: `worker.send.after@${arena.random.between(5, 40)}` }
          : {},
    });
    // Each death leaves what was in hand to its lease, and the next life begins after a start.
    await world.settled(600_000);
    await arena.verify(world);

    const { requests, copies } = world.resend;
    arena.fault('acceptance that was not heard or not written down', requests.total - copies.total);
    arena.expect('no key came again with another body', world.resend.conflicts.length === 0);
    arena.expect('workers died in between', world.fleet.deaths('worker') >= lives / 2);
  },
};
