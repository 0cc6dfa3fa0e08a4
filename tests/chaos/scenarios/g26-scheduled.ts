import { redisCommand } from '../harness/redis-command.ts';
import type { Scenario } from '../scenario.ts';

export const scheduled: Scenario = {
  name: 'g26-scheduled',
  promise: 'G26',
  sentence: 'what is scheduled goes out when it is due, though Redis lost all it held before',
  async run(arena) {
    const world = await arena.world({ provider: 'smtp' });
    await world.startAll();
    const sendAt = new Date(Date.now() + arena.scale(20_000, 8_000));
    for (let n = 0; n < arena.scale(200, 30); n += 1) {
      await world.load.send({
        notification_type: 'security_alert',
        recipient_email: `later${n}@example.com`,
        template_vars: { alert_message: `Sign-in number ${n}` },
        send_at: sendAt.toISOString(),
      });
    }
    await redisCommand(arena.servers.urls.redisUrl, 'FLUSHALL');
    arena.fault('FLUSHALL');
    arena.expect('nothing went out early', world.smtp.copies.total === 0);
    await world.due();
    await arena.verify(world);

    arena.expect('all were sent', (await world.count('sent')) === world.load.accepted.length);
  },
};
