import { startTcpProxy } from '../harness/tcp-proxy.ts';
import type { Scenario } from '../scenario.ts';

const repetitions = 50;

export const onePerKey: Scenario = {
  name: 'g02-one-per-key',
  promise: 'G2',
  sentence:
    'an answer that was lost after the commit, asked for again 50 times at once, is one notification with one id',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await world.startAll();
    const proxy = await startTcpProxy(world.apiUrl);
    const rounds = arena.scale(20, 4);
    let differing = 0;

    for (let round = 1; round <= rounds; round += 1) {
      const body = {
        notification_type: 'security_alert',
        recipient_email: `impatient${round}@example.com`,
        template_vars: { alert_message: `Round ${round}` },
      };
      const ask = async (url: string): Promise<string> => {
        const response = await fetch(`${url}/notifications/send`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': `round-${round}` },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(1_500),
        });
        const { notification_id } = (await response.json()) as { notification_id: string };
        return notification_id;
      };
      proxy.loseAnswers();
      await ask(proxy.through(world.apiUrl).replace(/\/$/, '')).catch(() => undefined);
      proxy.restore();
      const id = await world.load.send(body, `round-${round}`);
      const again = await Promise.all(
        Array.from({ length: repetitions }, () => world.load.send(body, `round-${round}`)),
      );
      differing += again.filter((each) => each !== id).length;
    }
    await proxy.stop();
    world.expectMore(-rounds * repetitions);
    await arena.verify(world);

    arena.fault('lost answer', rounds);
    arena.fault('request repeated at once', rounds * repetitions);
    arena.expect('every repetition was answered with the same id', differing === 0);
  },
};
