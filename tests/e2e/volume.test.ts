import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/until.ts';

const total = 5_000;
const perBatch = 500;

describe('two workers on one installation', () => {
  let postroom: Installation;

  beforeAll(async () => {
    postroom = await createInstallation(inject('servers'));
    await Promise.all(['api', 'relay', 'worker', 'worker'].map((role) => postroom.start(role)));
  });
  afterAll(() => postroom.stop());

  it('make 5,000 mails and 5,000 events of 5,000 notifications, none twice', async () => {
    const ids = new Set<string>();
    for (let from = 0; from < total; from += perBatch) {
      const response = await postroom.post('/notifications/batch', {
        notifications: Array.from({ length: perBatch }, (_, i) => orderOf(from + i)),
      });
      const { notifications } = (await response.json()) as {
        notifications: { notification_id: string }[];
      };
      for (const { notification_id } of notifications) ids.add(notification_id);
    }

    const told = await until(
      'an event for each',
      () => {
        const sent = postroom.listener.events.filter((e) => e.routingKey === 'notification.sent');
        return sent.length >= total && sent;
      },
      100_000,
    );

    expect(ids.size).toBe(total);
    const copies = postroom.sink.byMessageId();
    expect(postroom.sink.count).toBe(total);
    expect([...ids].filter((id) => copies.get(`<${id}.0@postroom.example>`) !== 1)).toEqual([]);
    expect(new Set(told.map(({ body }) => body.notification_id))).toEqual(ids);
    expect(told).toHaveLength(total);
  });
});

const orderOf = (number: number) => ({
  notification_type: 'order_confirmation',
  recipient_email: `customer${number}@example.com`,
  template_vars: {
    order_number: `A-${number}`,
    items: [{ name: 'Tea, loose', quantity: 2, price: '9.90' }],
    total: '19.80',
    currency: 'EUR',
  },
});
