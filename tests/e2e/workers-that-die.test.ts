import { expect, inject, it } from 'vitest';
import { createWorld } from '../chaos/harness/world.ts';
import { createRandom } from '../chaos/random.ts';
import { until } from '../support/until.ts';

// Both wait for the locks of the dead most of the time, so they wait together.

const total = 1_000;

it.concurrent('a notification that kills whoever works on it ends as failed, and holds up none of a thousand', async () => {
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
    240_000,
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
  expect(deaths).toBe(5);
}, 400_000); // Five times until a dead worker's lock has run out, 15 to 25 s each.

it.concurrent('a worker that stands still in mid-send for longer than lock and lease overwrites nothing with a failure, and its success counts', async () => {
  const world = await createWorld({
    servers: inject('servers'),
    random: createRandom(6),
    provider: 'resend',
    proxied: ['provider'],
  });
  await world.fleet.keep('api');
  // One type is sent again after a hand-off without an answer, the other rather not at all.
  const again = await world.load.hand(2, { type: 'security_alert' });
  const never = await world.load.hand(2, { type: 'welcome' });
  const refusedFirst = new Set([again[0], never[0]]);
  const status = async (id: string | undefined): Promise<string | undefined> => {
    const rows = await world.sql`select status from notifications where id = ${id ?? ''}`;
    return rows[0]?.status;
  };

  const [, [zombie]] = await Promise.all([world.fleet.keep('relay'), world.fleet.keep('worker')]);
  const pid = zombie?.current()?.pid ?? 0;
  const asked = new Set<string>();
  world.line('provider').delay(3_000); // so that all four are under way before the first is answered
  world.resend.decide((key) => {
    const id = key.split('.')[0] ?? '';
    const isFirst = !asked.has(id);
    asked.add(id);
    if (isFirst && asked.size === again.length + never.length) {
      process.kill(pid, 'SIGSTOP');
      world.line('provider').delay(0);
    }
    return isFirst && refusedFirst.has(id) ? { status: 400 } : 'accept';
  });
  await until('all to be under way', () => asked.size === 4);
  await world.fleet.keep('worker');
  const others = await until(
    'others to take over',
    async () => {
      const seen = await Promise.all([...again, ...never].map(status));
      return seen.every((each) => each === 'sent' || each === 'unknown') && seen;
    },
    90_000,
  );

  process.kill(pid, 'SIGCONT');
  await until('its success to count', async () => (await status(never[1])) === 'sent');
  const code = zombie && (await world.fleet.restart(zombie));
  await world.settled();

  const ends = await Promise.all([...again, ...never].map(status));
  const { violations, figures } = await world.verdict();
  await world.stop();
  expect(others).toEqual(['sent', 'sent', 'unknown', 'unknown']);
  expect(ends).toEqual(['sent', 'sent', 'unknown', 'sent']);
  expect(code).toBe(0);
  expect(violations).toEqual([]);
  expect(figures).toMatchObject({ accepted: 4, second_copies: 0, deaths: 1 });
}, 240_000); // A lease of 20 s and BullMQ's lock have to run out.
