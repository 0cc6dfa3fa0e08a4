import { killUnderLoad } from '../harness/kills.ts';
import type { Scenario } from '../scenario.ts';

export const killsOverResend: Scenario = {
  name: 'kills-over-resend',
  promise: 'all',
  sentence:
    'with processes of every role killed under load nothing is lost, and a provider with idempotency keys accepts nothing twice',
  async run(arena) {
    const world = await arena.world({ provider: 'resend' });
    const kills = arena.scale(200, 10);
    await killUnderLoad(world, { total: arena.scale(20_000, 600), kills, random: arena.random });
    await arena.verify(world);

    arena.note('kills', kills);
    arena.expect('nothing failed', (await world.count('failed', 'expired')) === 0);
  },
};

export const killsOverSmtp: Scenario = {
  name: 'kills-over-smtp',
  promise: 'all',
  sentence:
    'with processes of every role killed under load nothing is lost, and over SMTP second copies are at most the hand-offs whose outcome nobody heard',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    const kills = arena.scale(100, 6);
    // Each takes a moment, so that who dies leaves some of them in the middle.
    world.smtp.answerAfter(50);
    await killUnderLoad(world, { total: arena.scale(10_000, 300), kills, random: arena.random });
    await arena.verify(world);

    arena.note('kills', kills);
    arena.expect('nothing failed', (await world.count('failed', 'expired')) === 0);
  },
};
