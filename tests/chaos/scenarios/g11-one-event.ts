import type { Scenario } from '../scenario.ts';

export const oneEvent: Scenario = {
  name: 'g11-one-event',
  promise: 'G11',
  sentence: 'workers and callers who race to end a notification end it once, with one event',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await world.startAll();
    await world.fleet.keep('worker');
    const cancel = async (id: string): Promise<number> => {
      const response = await fetch(`${world.apiUrl}/notifications/${id}/cancel`, {
        method: 'POST',
      });
      await response.arrayBuffer();
      return response.status;
    };

    const told = new Set<string>();
    for (let round = 1; round <= arena.scale(20, 4); round += 1) {
      const ids = await world.load.hand(25, { atOnce: 25, type: 'security_alert' });
      const asked = ids.flatMap((id) => [id, id, id]);
      const answers = await Promise.all(asked.map(cancel));
      for (const [i, id] of asked.entries()) if (answers[i] === 200) told.add(id);
    }
    await arena.verify(world);

    const sent = await world.sql`
      select from notifications where id = any(${[...told]}::uuid[]) and status <> 'cancelled'`;
    arena.expect('whatever was said to be cancelled is', sent.count === 0);
    arena.fault('race to cancel', told.size);
    arena.expect('some were', told.size > 0);
  },
};
