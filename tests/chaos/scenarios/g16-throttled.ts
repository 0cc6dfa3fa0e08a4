import type { Scenario } from '../scenario.ts';

export const throttled: Scenario = {
  name: 'g16-throttled',
  promise: 'G16',
  sentence: 'while the provider answers 429 nothing fails and no attempt is spent',
  async run(arena) {
    const world = await arena.world({ provider: 'resend', env: { MAX_RETRIES: '1' } });
    await world.startAll();
    const untilMs = performance.now() + arena.scale(120_000, 10_000);
    world.resend.decide(() =>
      performance.now() < untilMs ? { status: 429, retryAfterSeconds: 2 } : 'accept',
    );
    await world.load.hand(arena.scale(500, 60));
    await arena.verify(world);

    const [spent] = await world.sql<{ most: number }[]>`
      select max(attempts)::int as most from notifications where status = 'sent'`;
    arena.note('requests', world.resend.requests.total);
    arena.expect('no attempt was spent on a 429', spent?.most === 1);
    arena.expect('nothing failed', (await world.count('failed', 'unknown', 'expired')) === 0);
  },
};
