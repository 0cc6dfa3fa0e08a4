import { expect, inject, it } from 'vitest';
import { createWorld } from '../chaos/harness/world.ts';
import { createRandom } from '../chaos/random.ts';
import { until } from '../support/until.ts';

const total = 1_000;

it('a notification that kills whoever works on it ends as failed, and holds up none of a thousand', async () => {
  const world = await createWorld({
    servers: inject('servers'),
    random: createRandom(15),
    provider: 'resend',
  });
  await world.fleet.keep('api');
  const ids = await world.load.hand(total, { type: 'security_alert' });
  const killer = ids[total / 2] ?? '';

  await Promise.all([
    world.fleet.keep('relay'),
    world.fleet.keep('worker', {
      count: 2,
      env: () => ({ POSTROOM_FAIL_POINTS: `worker.claim.before@id:${killer}` }),
    }),
  ]);
  await until(
    'all others to be sent',
    async () => (await world.count('sent')) === total - 1,
    120_000,
  );
  await world.settled();

  const { violations, figures } = await world.verdict();
  const ended =
    await world.sql`select id, status, error_code from notifications where status <> 'sent'`;
  const deaths = world.fleet.deaths('worker');
  await world.stop();
  expect([...ended]).toEqual([{ id: killer, status: 'failed', error_code: 'poison' }]);
  expect(violations).toEqual([]);
  expect(figures).toMatchObject({ accepted: total, second_copies: 0 });
  // It was tried until it was beyond doubt, and then no more.
  expect(deaths).toBe(3);
}, 240_000); // Three times until a dead worker's lock has run out, 15 to 25 s each.
