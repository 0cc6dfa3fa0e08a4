import { until } from '../../support/until.ts';
import type { Scenario } from '../scenario.ts';

const retryAfterSeconds = 2;
/** What is under way when the first 429 comes: one worker's three lanes of 50. */
const firstWave = 150;

export const throttled: Scenario = {
  name: 'g16-throttled',
  promise: 'G16',
  sentence:
    'while the provider answers 429 nothing fails, no attempt is spent, and it is asked no more often than it said',
  async run(arena) {
    const world = await arena.world({ provider: 'resend', env: { MAX_RETRIES: '1' } });
    await world.startAll();
    const seconds = arena.scale(600, 12);
    const untilMs = performance.now() + seconds * 1_000;
    let refused = 0;
    world.resend.decide(() => {
      if (performance.now() > untilMs) return 'accept';
      refused += 1;
      return { status: 429, retryAfterSeconds };
    });
    await world.load.hand(arena.scale(2_000, 300));
    const isOver = (): boolean => performance.now() > untilMs;
    await until('the provider to take mails again', isOver, (seconds + 60) * 1_000);
    await arena.verify(world);

    const [spent] = await world.sql<{ most: number }[]>`
      select max(attempts)::int as most from notifications where status = 'sent'`;
    arena.fault('429', refused);
    arena.note('seconds_of_429', seconds);
    arena.expect('no attempt was spent on a 429', spent?.most === 1);
    arena.expect('nothing failed', (await world.count('failed', 'unknown', 'expired')) === 0);
    const allowed = firstWave + seconds / retryAfterSeconds;
    arena.expect(`it was asked ${refused} times, of ${allowed}`, refused <= allowed);
  },
};
