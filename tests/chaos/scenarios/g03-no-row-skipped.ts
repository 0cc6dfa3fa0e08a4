import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import type { Scenario } from '../scenario.ts';

export const noRowSkipped: Scenario = {
  name: 'g03-no-row-skipped',
  promise: 'G3',
  sentence: 'no outbox row is skipped, in whatever order rows are inserted and committed',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await world.fleet.keep('api');
    const rows = arena.scale(200, 60);
    await world.load.hand(rows, { type: 'security_alert' });
    const taken = await world.sql<{ notification_id: string }[]>`
      delete from outbox returning notification_id`;
    await Promise.all([world.fleet.keep('relay'), world.fleet.keep('worker')]);

    // Each row goes back in a transaction that stays open for as long as chance wants.
    const writers = postgres(world.env.DATABASE_URL ?? '', { max: 20 });
    await Promise.all(
      taken.map(async ({ notification_id }) => {
        await pause(arena.random.between(0, 2_000));
        await writers.begin(async (tx) => {
          await tx`
            insert into outbox (destination, notification_id, dispatch, available_at)
            values ('critical', ${notification_id}, 1, now())`;
          await pause(arena.random.between(0, 500));
        });
      }),
    );
    await writers.end();
    await arena.verify(world);

    arena.fault('random commit order', rows);
    arena.expect('all were sent', (await world.count('sent')) === rows);
  },
};
