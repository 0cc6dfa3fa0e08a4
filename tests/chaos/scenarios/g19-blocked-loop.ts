import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

const preload = new URL('../harness/preload/busy-on-signal.cjs', import.meta.url).pathname;

export const blockedLoop: Scenario = {
  name: 'g19-blocked-loop',
  promise: 'G19',
  sentence:
    'a worker whose event loop is blocked for longer than its lock and lease makes no second acceptance and no failure',
  async run(arena) {
    const world = await arena.world({ provider: 'resend' });
    const blockedMs = arena.scale(90_000, 25_000);
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('relay')]);
    const [blocked] = await world.fleet.keep('worker', {
      env: () => ({ NODE_OPTIONS: `--require ${preload}`, CHAOS_BUSY_MS: String(blockedMs) }),
    });
    const handing = world.load.hand(arena.scale(500, 100));
    await until('hand-offs under way', async () => (await world.count('sending')) > 0);
    process.kill(blocked?.current()?.pid ?? 0, 'SIGUSR2');
    arena.fault('blocked event loop');
    await world.fleet.keep('worker');
    await handing;
    await arena.verify(world);

    arena.note('blocked_seconds', blockedMs / 1_000);
    arena.expect('nothing failed', (await world.count('failed')) === 0);
  },
};
