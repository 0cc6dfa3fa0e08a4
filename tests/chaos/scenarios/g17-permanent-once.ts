import type { Scenario } from '../scenario.ts';

export const permanentOnce: Scenario = {
  name: 'g17-permanent-once',
  promise: 'G17',
  sentence: 'an address that does not exist is tried once',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    world.smtp.decide((recipient) => (/[02468]@/.test(recipient) ? '550 5.1.1 unknown' : 'keep'));
    await world.startAll();
    await world.load.hand(arena.scale(500, 60), { type: 'security_alert' });
    await arena.verify(world);

    const refused = await world.sql<{ recipient_email: string }[]>`
      select recipient_email from notifications where status = 'failed'`;
    const offers = refused.map(({ recipient_email }) => world.smtp.offers(recipient_email));
    arena.expect('some were refused', refused.length > 0);
    arena.expect(
      'each was offered once',
      offers.every((each) => each === 1),
    );
  },
};
