import type { Fate } from '../harness/smtp-sink.ts';
import type { Scenario } from '../scenario.ts';

/** Seldom enough that the provider's breaker stays closed most of the time. */
const brokenOff = 0.15;
const deaths = ['before_dot', 'after_dot', 'lost_250'] as const satisfies Fate[];

export const smtpAmbiguity: Scenario = {
  name: 'g08-smtp-ambiguity',
  promise: 'G8',
  sentence:
    'over SMTP a second copy follows only a hand-off whose outcome nobody heard, and none where the type forbids it',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp', env: { MAX_RETRIES: '30' } });
    world.smtp.decide(() => (arena.random.chance(brokenOff) ? arena.random.pick(deaths) : 'keep'));
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('relay')]);
    await world.fleet.keep('worker', {
      env: (_, life) =>
        life <= arena.scale(6, 1) ? { POSTROOM_FAIL_POINTS: 'worker.send.after@25' } : {},
    });
    await world.load.hand(arena.scale(700, 150));
    await arena.verify(world);

    const twice = [...world.smtp.copies.byKey()].filter(([, copies]) => copies > 1);
    const welcomes = await world.sql<{ key: string }[]>`
      select id || '.' || redrive as key from notifications where type = 'welcome'`;
    const forbidden = new Set(welcomes.map(({ key }) => key));
    arena.note('got_more_than_one', twice.length);
    arena.expect(
      'no type that forbids it went out twice',
      !twice.some(([key]) => forbidden.has(key)),
    );
  },
};
