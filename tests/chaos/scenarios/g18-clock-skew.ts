import type { Scenario } from '../scenario.ts';

const preload = new URL('../harness/preload/skewed-clock.cjs', import.meta.url).pathname;
const tenMinutesMs = 600_000;

const skewed = (offsetMs: number) => ({
  NODE_OPTIONS: `--require ${preload}`,
  CHAOS_CLOCK_OFFSET_MS: String(offsetMs),
});

export const clockSkew: Scenario = {
  name: 'g18-clock-skew',
  promise: 'G18',
  sentence: 'workers whose clocks are ten minutes fast and slow change nothing that matters',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('relay')]);
    await world.fleet.keep('worker', {
      count: 2,
      env: (member) => skewed(member === 1 ? tenMinutesMs : -tenMinutesMs),
    });
    world.smtp.decide(() => (arena.random.chance(0.1) ? '451 4.3.0 later' : 'keep'));
    // Long enough for a look at leases to fall into the middle of them.
    world.smtp.answerAfter(1_000);
    await world.load.hand(arena.scale(1_000, 300));
    arena.fault('worker with a wrong clock', 2);
    await arena.verify(world);

    arena.expect('nobody got two', world.smtp.copies.total === world.smtp.copies.byKey().size);
    const taken = await world.sql`
      select from chaos.moves where is_doubtful`;
    arena.expect('no hand-off was taken from a worker that lives', taken.count === 0);
    arena.expect('nothing expired or failed', (await world.count('expired', 'failed')) === 0);
  },
};
