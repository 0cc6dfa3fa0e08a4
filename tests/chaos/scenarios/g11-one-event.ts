import type { Scenario } from '../scenario.ts';

const atOnce = 25;

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
    const race = async (): Promise<void> => {
      // At once: what is accepted is with a worker some milliseconds later.
      const [id = ''] = await world.load.hand(1, { type: 'security_alert' });
      const answers = await Promise.all([id, id, id].map(cancel));
      if (answers.includes(200)) told.add(id);
    };
    const rounds = arena.scale(20, 4);
    for (let round = 1; round <= rounds; round += 1) {
      await Promise.all(Array.from({ length: atOnce }, race));
    }
    arena.fault('race to cancel', rounds * atOnce);
    await arena.verify(world);

    const sent = await world.sql`
      select from notifications where id = any(${[...told]}::uuid[]) and status <> 'cancelled'`;
    arena.expect('whatever was said to be cancelled is', sent.count === 0);
    arena.note('cancelled_in_time', told.size);
    arena.expect('some were', told.size > 0);
  },
};
