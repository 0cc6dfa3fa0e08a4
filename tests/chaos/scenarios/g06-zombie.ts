import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

/** Three leases of 20 s. */
const stoppedMs = 60_000;

export const zombie: Scenario = {
  name: 'g06-zombie',
  promise: 'G6',
  sentence:
    'a worker that stood still in mid-send for three leases overwrites nothing with a failure when it goes on, and a success of its is not lost',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp', env: { MAX_RETRIES: '100' } });
    await Promise.all([world.fleet.keep('api'), world.fleet.keep('relay')]);
    const [member] = await world.fleet.keep('worker');
    // The server takes its time, so that the worker is in mid-send; then it says yes or no.
    world.smtp.decide((recipient) => (recipient.includes('1') ? '451 4.3.0 later' : 'keep'));
    world.smtp.answerAfter(3_000);
    await world.load.hand(20, { atOnce: 20 });
    await until('mails whose answers are still to come', () => world.smtp.copies.total >= 5);
    const pid = member?.current()?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    world.smtp.answerAfter(0);

    await world.fleet.keep('worker', { count: 1 });
    await new Promise((resolve) => setTimeout(resolve, stoppedMs));
    world.smtp.decide(() => 'keep');
    process.kill(pid, 'SIGCONT');
    await arena.verify(world);

    arena.expect('nothing failed', (await world.count('failed')) === 0);
  },
};
