import type { Quarantined } from '@postroom/application';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const row: Quarantined = {
  id: '7',
  destination: 'exchange',
  notificationId: null,
  eventType: 'notification.sent',
  reason: 'the routing key is too long',
  since: new Date('2026-05-03T10:14:00.000Z'),
};

test('an administrator sees what is in quarantine and lets it go again', async () => {
  const api = createTestApi({ quarantined: [row] });
  const key = api.keyFor('ops', ['admin']);

  const before = await api.call('/outbox/quarantined', { key });
  const released = await api.call('/outbox/quarantined/7/release', { key, method: 'POST' });
  const after = await api.call('/outbox/quarantined', { key });

  expect(before.json.rows).toEqual([
    {
      id: '7',
      destination: 'exchange',
      notification_id: null,
      event_type: 'notification.sent',
      reason: 'the routing key is too long',
      quarantined_at: '2026-05-03T10:14:00.000Z',
    },
  ]);
  expect([released.status, released.json]).toEqual([200, { id: '7', status: 'released' }]);
  expect(after.json).toEqual({ rows: [] });
});

test('a row that is not in quarantine is not found, and nobody else may look or release', async () => {
  const api = createTestApi({ quarantined: [row] });
  const key = api.keyFor('ops', ['admin']);
  const shop = api.keyFor('shop', ['send', 'read']);
  const release = (id: string, as?: string) =>
    api.call(`/outbox/quarantined/${id}/release`, { method: 'POST', ...(as && { key: as }) });

  const answers = [
    await release('8', key),
    await release('7x', key),
    await release('99999999999999999999', key),
    await release('7', shop),
    await release('7'),
    await api.call('/outbox/quarantined', { key: shop }),
    await api.call('/outbox/quarantined'),
  ];

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 403, 401, 403, 401]);
});
