import { expect, inject, it } from 'vitest';
import { killUnderLoad } from '../chaos/harness/kills.ts';
import { createWorld } from '../chaos/harness/world.ts';
import { createRandom } from '../chaos/random.ts';

/** The same victims each time; `npm run chaos` chooses others. */
const seed = 26;

it('ten processes killed under load break no promise', async () => {
  const random = createRandom(seed);
  const world = await createWorld({ servers: inject('servers'), random, provider: 'resend' });

  await killUnderLoad(world, { total: 600, kills: 10, random });
  await world.settled();
  const { violations, figures } = await world.verdict();
  const { crashes } = world.fleet;
  await world.stop();

  expect(crashes).toEqual([]);
  expect(violations).toEqual([]);
  expect(figures).toMatchObject({ accepted: 600, second_copies: 0 });
  expect(figures.deaths).toBeGreaterThanOrEqual(10);
}, 240_000); // Most of it is waiting for leases of the dead, 20 s each, and for processes to start.
