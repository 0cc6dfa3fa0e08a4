import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/until.ts';

const count = 1_000;

describe('killing a worker and a relay in mid-flight', () => {
  let postroom: Installation;

  beforeAll(async () => {
    postroom = await createInstallation(inject('servers'), { env: { RETRY_BASE_MS: '200' } });
    await postroom.start('api');
  });
  afterAll(() => postroom.stop());

  it('loses nothing of what was accepted', async () => {
    const ids = await handIn(postroom, count);
    const [relay, worker] = await Promise.all([postroom.start('relay'), postroom.start('worker')]);

    await until('a tenth to be out', () => postroom.sink.count > count / 10);
    await Promise.all([relay.kill(), worker.kill()]);
    await Promise.all([
      postroom.start('relay'),
      postroom.start('worker'),
      postroom.start('worker'),
    ]);
    await until(
      'every notification to end',
      async () => {
        const [row] = await postroom.sql<{ open: number }[]>`
          select count(*)::int as open from notifications where status <> 'sent'`;
        return row?.open === 0;
      },
      90_000,
    );

    const copies = postroom.sink.byMessageId();
    const missing = ids.filter((id) => !copies.has(`<${id}.0@postroom.example>`));
    const extra = [...copies.values()].reduce((sum, each) => sum + each - 1, 0);
    const [ambiguous] = await postroom.sql<{ count: number }[]>`
      select count(*)::int as count from notifications where maybe_sent`;
    const events = await until('an event for each', async () => {
      const told = postroom.listener.events.filter((e) => e.routingKey === 'notification.sent');
      return new Set(told.map(({ body }) => body.event_id)).size === count && told;
    });
    expect(missing).toEqual([]);
    // On SMTP a second copy is possible only where a hand-off had no outcome, and each is recorded.
    expect(extra).toBeLessThanOrEqual(ambiguous?.count ?? 0);
    expect(new Set(events.map(({ body }) => body.notification_id))).toEqual(new Set(ids));
  });
});

const handIn = async (postroom: Installation, total: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  while (ids.length < total) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        postroom.send({
          notification_type: 'security_alert',
          recipient_email: `user${ids.length + i}@example.com`,
          template_vars: { alert_message: `Sign-in number ${ids.length + i}` },
        }),
      ),
    );
    ids.push(...answers);
  }
  return ids;
};
