import { freePort } from '@postroom/local';
import { until } from '../../support/until.ts';
import { startBalancer } from '../harness/balancer.ts';
import type { Member } from '../harness/fleet.ts';
import { createLoad } from '../harness/load.ts';
import type { Scenario } from '../scenario.ts';

export const rollingRestart: Scenario = {
  name: 'g23-rolling-restart',
  promise: 'G23',
  sentence:
    'a rolling restart of every role under load fails no request and leaves no hand-off in doubt, and each process ends with 0',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    const ports = [await freePort(0), await freePort(0)];
    const pairs = await Promise.all([
      world.fleet.keep('api', {
        count: 2,
        env: (member) => ({ PORT: String(ports[member - 1]) }),
      }),
      world.fleet.keep('relay', { count: 2 }),
      world.fleet.keep('worker', { count: 2 }),
    ]);
    // So that every worker has hand-offs under way when it is to stop.
    world.smtp.answerAfter(200);
    const balancer = await startBalancer(ports);
    const load = createLoad(balancer.url, arena.random);
    let isOver = false;
    const handing = (async () => {
      while (!isOver) await load.hand(50, { atOnce: 16, perSecond: 100 });
    })();

    const codes: (number | null)[] = [];
    const inTurn = async (pair: readonly Member[]): Promise<void> => {
      for (const member of pair) {
        // As whoever rolls out does: the next goes when the one before gets requests again.
        await until('both to be in use', () => balancer.inUse() === ports.length);
        codes.push(await world.fleet.restart(member));
      }
    };
    for (let round = 1; round <= arena.scale(17, 1); round += 1) {
      // One of each role at a time.
      await Promise.all(pairs.map(inTurn));
    }
    isOver = true;
    await handing;
    await balancer.stop();
    world.expectMore(load.accepted.length);
    await arena.verify(world);

    const doubts = await world.sql`
      select from chaos.moves where is_doubtful`;
    arena.fault('SIGTERM', codes.length);
    arena.note('requests', load.accepted.length);
    arena.expect(`${doubts.count} hand-offs were left in doubt`, doubts.count === 0);
    arena.expect(`${load.retried} requests failed`, load.retried === 0);
    arena.expect(
      `they ended with ${codes.join(', ')}`,
      codes.every((code) => code === 0),
    );
  },
};
