import { expect, test } from 'vitest';
import { verification, welcome } from '../testing/bodies.ts';
import { createTestApi } from '../testing/test-api.ts';

const preview = '/notifications/preview';

test('a preview shows the mail and the decision, and keeps nothing', async () => {
  const api = createTestApi({ auth: 'off' });

  const answer = await api.call(preview, { body: verification() });

  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    decision: 'send',
    reason: null,
    queue: 'critical',
    recipient_email: 'ada@example.com',
    subject: 'Please verify your email address',
  });
  expect(answer.json.html).toContain('https://app.example.com/verify/s3cret');
  expect(answer.json.text).toContain('https://app.example.com/verify/s3cret');
  expect(api.world.state().notifications.size).toBe(0);
  expect(api.world.state().outbox).toEqual([]);
});

test('a preview tells who switched the type off', async () => {
  const api = createTestApi({ auth: 'off' });
  const body = {
    userid: 'ada',
    notification_email: 'ada@example.com',
    preferences: { welcome: false },
  };
  await api.call('/notifications/preferences', { body });

  const byUser = await api.call(preview, {
    body: welcome({ userid: 'ada', recipient_email: null }),
  });
  const byAddress = await api.call(preview, {
    body: welcome({ recipient_email: 'ADA@example.com' }),
  });

  for (const { json } of [byUser, byAddress]) {
    expect(json).toMatchObject({ decision: 'suppressed', userid: 'ada' });
    expect(json.reason.code).toBe('opted_out');
    expect(json.reason.detail).toContain('ada switched welcome off on 3 May 2026');
  }
});

test('a preview refuses what sending would refuse', async () => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['send']);
  const reader = api.keyFor('shop', ['read']);
  const stranger = { notification_type: 'welcome', userid: 'nobody' };

  const bad = await api.call(preview, { key, body: welcome({ recipient_email: 'x' }) });
  const unknown = await api.call(preview, { key, body: stranger });
  const forbidden = await api.call(preview, { key: reader, body: welcome() });

  expect([bad.status, unknown.status, forbidden.status]).toEqual([422, 422, 403]);
  expect(unknown.json.errors[0].pointer).toBe('#/recipient_email');
});
