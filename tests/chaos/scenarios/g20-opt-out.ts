import type { Scenario } from '../scenario.ts';

export const optOut: Scenario = {
  name: 'g20-opt-out',
  promise: 'G20',
  sentence: 'whoever opts out between acceptance and claim gets nothing',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('relay')]);
    const total = arena.scale(500, 60);
    await world.load.hand(total, { type: 'security_alert' });
    const recipients = await world.sql<{ recipient_email: string }[]>`
      select recipient_email from notifications order by id limit ${total / 2}`;
    for (const { recipient_email } of recipients) {
      const response = await fetch(`${world.apiUrl}/notifications/preferences`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          userid: recipient_email.replace('@', '.at.'),
          notification_email: recipient_email.toUpperCase(),
          preferences: { security_alert: false },
        }),
      });
      if (response.status !== 201) throw new Error(`preferences: ${response.status}`);
    }
    await world.fleet.keep('worker');
    await arena.verify(world);

    const offered = recipients.filter(
      ({ recipient_email }) => world.smtp.offers(recipient_email) > 0,
    );
    arena.fault('opt-out after acceptance', recipients.length);
    arena.expect('nothing went to them', offered.length === 0);
    arena.expect('they are suppressed', (await world.count('suppressed')) === total / 2);
  },
};
