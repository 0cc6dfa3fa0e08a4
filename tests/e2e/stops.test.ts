import { expect, inject, it } from 'vitest';
import { createWorld } from '../chaos/harness/world.ts';
import { createRandom } from '../chaos/random.ts';

/** In each, two processes of different roles are stopped. */
const rounds = 5;
const perRound = 80;

it('ten stops under load lose nothing and send nothing twice, each ends with 0, and a second signal does no harm', async () => {
  const world = await createWorld({
    servers: inject('servers'),
    random: createRandom(23),
    provider: 'smtp',
  });
  const roles = ['worker', 'relay', 'api', 'bridge'];
  const members = (await Promise.all(roles.map((role) => world.fleet.keep(role)))).flat();
  world.smtp.answerAfter(100); // so that each stop meets mails under way

  const codes: (number | null)[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const handing = world.load.hand(perRound, { type: 'security_alert' });
    const stopping = members.filter((_, index) => index % 2 === round % 2);
    const pids = stopping.map((member) => member.current()?.pid ?? 0);
    const restarted = stopping.map((member) => world.fleet.restart(member));
    for (const pid of pids) process.kill(pid, 'SIGTERM');
    codes.push(...(await Promise.all(restarted)));
    await handing;
  }
  await world.settled();

  const { violations, figures } = await world.verdict();
  await world.stop();
  expect(codes).toEqual(Array.from({ length: 2 * rounds }, () => 0));
  expect(violations).toEqual([]);
  expect(figures).toMatchObject({ sent: rounds * perRound, second_copies: 0 });
}, 240_000);
