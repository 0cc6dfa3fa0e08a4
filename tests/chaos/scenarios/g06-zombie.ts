import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

/** Three leases of 20 s; in a short campaign somewhat more than one. */
const stoppedMs = { full: 60_000, short: 35_000 } as const;
/** Milliseconds before its end in which others take over what the zombie will speak of. */
const lastMs = 10_000;
const total = 16;

/** By its number every second recipient is refused by the answer that the zombie hears. */
const isRefused = (recipient: string): boolean => /[02468]@/.test(recipient);

export const zombie: Scenario = {
  name: 'g06-zombie',
  promise: 'G6',
  sentence:
    'a worker that stood still in mid-send for three leases overwrites nothing with a failure when it goes on, and its success is not lost',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp', env: { MAX_RETRIES: '100' } });
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('relay')]);
    const [member] = await world.fleet.keep('worker');
    // All of them are under way, and none is answered until the worker stands still.
    world.smtp.decide((recipient) => (isRefused(recipient) ? 'dot 550 5.7.1 no' : 'keep'));
    world.smtp.hold();
    const ids = await world.load.hand(total, { atOnce: total, type: 'security_alert' });
    await until('all to be under way', () => world.smtp.held().length === total);
    const pid = member?.current()?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    arena.fault('worker frozen');

    // Others get nothing through, until one whose no is still to be heard is in their hands: what
    // stood in the hands of a worker that fell silent is taken one at a time.
    world.smtp.decide(() => '451 4.3.0 later');
    world.smtp.release();
    await world.fleet.keep('worker');
    await pause(arena.scale(stoppedMs.full, stoppedMs.short) - lastMs);
    world.smtp.hold();
    world.smtp.decide((recipient) => (isRefused(recipient) ? 'keep' : '451 4.3.0 later'));
    await Promise.all([
      pause(lastMs),
      until('others to take over', () => world.smtp.held().length > 0),
    ]);

    process.kill(pid, 'SIGCONT');
    await until('its refusals to be noted', async () => {
      const rows = await world.sql`select from attempts where code = '550 5.7.1'`;
      return rows.count === total / 2;
    });
    await until('its successes to count', async () => (await world.count('sent')) === total / 2);
    world.smtp.decide(() => 'keep');
    world.smtp.release();
    await arena.verify(world);

    const failures = await world.sql`
      select from chaos.moves where id = any(${[...ids]}::uuid[]) and after = 'failed'`;
    arena.expect('no failure of the zombie counted', failures.count === 0);
    arena.expect('all were sent', (await world.count('sent')) === total);
  },
};
