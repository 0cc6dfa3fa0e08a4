import type { Scenario } from '../scenario.ts';

/** Of every kind that says no for good; the whole table has a test of its own. */
const refusals = [
  '550 5.1.1 unknown',
  '550 no such user',
  '551 5.1.6 moved',
  '553 5.1.3 bad address',
  '554 5.7.1 refused',
  '556 5.1.10 takes no mail',
  'dot 552 5.3.4 too big',
  'dot 554 5.6.0 not wanted',
] as const;

export const permanentOnce: Scenario = {
  name: 'g17-permanent-once',
  promise: 'G17',
  sentence: 'whatever is refused for good, by recipient or by content, is tried once',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    const refused = new Set<string>();
    world.smtp.decide((recipient) => {
      const number = Number(/(\d+)@/.exec(recipient)?.[1]);
      if (number % 2 === 1) return 'keep';
      const refusal = refusals[(number / 2) % refusals.length] ?? refusals[0];
      refused.add(refusal);
      return refusal;
    });
    await world.startAll();
    await world.load.hand(arena.scale(500, 60), { type: 'security_alert' });
    await arena.verify(world);

    const failed = await world.sql<{ recipient_email: string }[]>`
      select recipient_email from notifications where status = 'failed'`;
    const offers = failed.map(({ recipient_email }) => world.smtp.offers(recipient_email));
    arena.fault('refusal', failed.length);
    arena.expect('every refusal was heard', refused.size === refusals.length);
    arena.expect('half of them failed', failed.length === arena.scale(500, 60) / 2);
    arena.expect(
      'each was offered once',
      offers.every((each) => each === 1),
    );
  },
};
