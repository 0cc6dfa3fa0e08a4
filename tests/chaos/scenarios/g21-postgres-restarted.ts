import type { Scenario } from '../scenario.ts';

export const postgresRestarted: Scenario = {
  name: 'g21-postgres-restarted',
  promise: 'G21',
  sentence:
    'after each restart of PostgreSQL under load all go on by themselves, and no attempt was spent',
  async run(arena) {
    const world = await arena.world({ provider: 'resend' });
    await world.startAll();
    let longest = 0;
    for (let restart = 1; restart <= arena.scale(6, 2); restart += 1) {
      const handing = world.load.hand(arena.scale(1_000, 150));
      // By turns crashed and asked to go.
      if (restart % 2 === 0) await arena.servers.postgres.stop();
      else await arena.servers.postgres.kill();
      await arena.servers.postgres.start();
      arena.fault('PostgreSQL restarted');
      longest = Math.max(longest, await world.timeToEnd());
      await handing;
    }
    arena.recovered('Postgres restarted', longest, 30_000);
    await arena.verify(world);

    const [most] = await world.sql<{ attempts: number }[]>`
      select max(attempts)::int as attempts from notifications`;
    arena.expect('no attempt was spent', (most?.attempts ?? 0) <= 1);
  },
};
