import { expect, test } from 'vitest';
import { verification, welcome } from '../testing/bodies.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

const sent = async (api: TestApi, key: string, body: unknown): Promise<string> => {
  const answer = await api.call('/notifications/send', { key, body });
  return answer.json.notification_id;
};

test('the detail tells everything, with secrets covered', async () => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['send', 'read']);
  const id = await sent(api, key, verification({ userid: 'u-1', tags: { order: '7' } }));

  const answer = await api.call(`/notifications/${id}`, { key });

  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({
    notification_id: id,
    notification_type: 'email_verification',
    recipient_email: 'ada@example.com',
    subject: 'Please verify your email address',
    content: 'email_verification',
    template_vars: { username: 'Ada', verification_link: '***' },
    status: 'queued',
    retry_count: 0,
    created_at: '2026-05-03T10:14:00.000Z',
    updated_at: '2026-05-03T10:14:00.000Z',
    userid: 'u-1',
    source: 'shop',
    test: false,
    tags: { order: '7' },
    correlation_id: expect.any(String),
    traceparent: null,
    delivery: null,
    maybe_sent: false,
    reason: null,
    send_at: null,
    expires_at: '2026-05-04T10:14:00.000Z',
    next_attempt_at: null,
    attempts: [],
    timeline: [{ at: '2026-05-03T10:14:00.000Z', event: 'accepted', detail: 'from shop' }],
  });
  expect(answer.text).not.toContain('s3cret');
});

test('secrets stay covered once they are erased', async () => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['send', 'read']);
  const id = await sent(api, key, verification());
  await api.call(`/notifications/${id}/cancel`, { key, method: 'POST' });

  const answer = await api.call(`/notifications/${id}`, { key });

  expect(answer.json).toMatchObject({
    status: 'cancelled',
    reason: { code: 'cancelled', detail: 'cancelled by shop over the API' },
    template_vars: { username: 'Ada', verification_link: '***' },
  });
});

test("another source's notification does not exist, but for an administrator", async () => {
  const api = createTestApi();
  const id = await sent(api, api.keyFor('shop', ['send']), welcome());

  const other = await api.call(`/notifications/${id}`, { key: api.keyFor('crm', ['read']) });
  const admin = await api.call(`/notifications/${id}`, { key: api.keyFor('ops', ['admin']) });

  expect(other.status).toBe(404);
  expect(other.json.detail).toBe(`there is no notification ${id}`);
  expect(admin.status).toBe(200);
});

test.each([
  'nonsense',
  '0193a000-0000-4000-8000-000000000001',
  '%zz',
  '%00',
  '0193a000-0000-7000-8000-00000000ffff',
])('the id %s is not found', async (id) => {
  const api = createTestApi({ auth: 'off' });

  const answer = await api.call(`/notifications/${id}`);

  expect(answer.status).toBe(404);
});

test('a key without the scope is refused', async () => {
  const api = createTestApi();
  const key = api.keyFor('shop', ['send']);
  const id = await sent(api, key, welcome());

  expect((await api.call(`/notifications/${id}`, { key })).status).toBe(403);
});

test('waiting for the end answers as soon as it comes', async () => {
  const api = createTestApi({ auth: 'off' });
  const { json } = await api.call('/notifications/send', { body: welcome() });
  const path = `/notifications/${json.notification_id}`;

  const waiting = api.call(`${path}?wait=20`);
  await api.call(`${path}/cancel`, { method: 'POST' });
  const answer = await waiting;

  expect(answer.json.status).toBe('cancelled');
});

test.each(['-1', 'soon', '61', '1.5'])('wait=%s is refused', async (wait) => {
  const api = createTestApi({ auth: 'off' });
  const { json } = await api.call('/notifications/send', { body: welcome() });

  const answer = await api.call(`/notifications/${json.notification_id}?wait=${wait}`);

  expect(answer.status).toBe(422);
  expect(answer.json.errors[0].parameter).toBe('wait');
});
