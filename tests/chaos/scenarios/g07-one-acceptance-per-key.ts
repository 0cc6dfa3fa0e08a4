import type { Scenario } from '../scenario.ts';

export const oneAcceptancePerKey: Scenario = {
  name: 'g07-one-acceptance-per-key',
  promise: 'G7',
  sentence:
    'a provider with idempotency keys accepts each notification once, though workers die between its acceptance and their commit, and answers are lost',
  async run(arena) {
    const world = await arena.world({ provider: 'resend' });
    const wanted = arena.scale(1_000, 30);
    const repeated = (): number => world.resend.requests.total - world.resend.copies.total;
    world.resend.decide(() => (arena.random.chance(0.02) ? 'lose_answer' : 'accept'));
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('relay')]);
    // Killed after an acceptance, with all that was accepted at the same time and not written down.
    await world.fleet.keep('worker', {
      count: 2,
      env: () =>
        repeated() < wanted
          ? { POSTROOM_FAIL_POINTS: `worker.send.after@${arena.random.between(5, 40)}` }
          : {},
    });
    while (repeated() < wanted) await world.load.hand(arena.scale(300, 100));
    await arena.verify(world);

    arena.fault('acceptance that was not written down', repeated());
    arena.expect('no key came again with another body', world.resend.conflicts.length === 0);
    arena.expect('workers died in between', world.fleet.deaths('worker') > 0);
  },
};
