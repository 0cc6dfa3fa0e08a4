import { expect, test } from 'vitest';
import { welcome } from '../testing/bodies.ts';
import { createTestApi } from '../testing/test-api.ts';

const batch = '/notifications/batch';

test('a batch is answered in its own order', async () => {
  const api = createTestApi({ auth: 'off' });
  const later = welcome({ send_at: '2026-06-01T00:00:00Z', recipient_email: 'bo@example.com' });

  const answer = await api.call(batch, { body: { notifications: [welcome(), later] } });

  expect(answer.status).toBe(202);
  const [first, second] = answer.json.notifications;
  expect([first.status, second.status]).toEqual(['queued', 'scheduled']);
  const kept = api.world.state().notifications;
  expect(kept.get(second.notification_id)?.recipientEmail).toBe('bo@example.com');
});

test('a thousand go together', async () => {
  const api = createTestApi({ auth: 'off' });
  const notifications = Array.from({ length: 1000 }, () => welcome());

  const answer = await api.call(batch, { body: { notifications } });

  expect(answer.status).toBe(202);
  expect(api.world.state().notifications.size).toBe(1000);
});

test('one bad notification refuses the whole batch, and its place is named', async () => {
  const api = createTestApi({ auth: 'off' });
  const bad = welcome({ recipient_email: 'nobody', template_vars: { user: 'Ada' } });

  const answer = await api.call(batch, { body: { notifications: [welcome(), welcome(), bad] } });

  expect(answer.status).toBe(422);
  const places = answer.json.errors.map((each: { pointer: string }) => each.pointer);
  expect(places).toContain('#/notifications/2/recipient_email');
  expect(places).toContain('#/notifications/2/template_vars/user');
  expect(api.world.state().notifications.size).toBe(0);
});

test('a user without an address is named by place, alone in a batch too', async () => {
  const api = createTestApi({ auth: 'off' });
  const body = { notifications: [{ notification_type: 'welcome', userid: 'u-1' }] };

  const answer = await api.call(batch, { body });

  expect(answer.json.errors[0].pointer).toBe('#/notifications/0/recipient_email');
});

test.each([
  [[], '#'],
  [{}, '#/notifications'],
  [{ notifications: {} }, '#/notifications'],
  [{ notifications: [] }, '#/notifications'],
  [{ notifications: Array.from({ length: 1001 }, () => 1) }, '#/notifications'],
  [{ notifications: [welcome()], mode: 'strict' }, '#/mode'],
])('a body that is no batch is refused (%#)', async (body, pointer) => {
  const api = createTestApi({ auth: 'off' });

  const answer = await api.call(batch, { body });

  expect(answer.status).toBe(422);
  expect(answer.json.errors[0].pointer).toBe(pointer);
});

test('a batch under a key is replayed as a whole', async () => {
  const api = createTestApi({ auth: 'off' });
  const call = {
    body: { notifications: [welcome(), welcome()] },
    headers: { 'Idempotency-Key': 'k' },
  };
  const first = await api.call(batch, call);

  const second = await api.call(batch, call);

  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(second.text).toBe(first.text);
  expect(api.world.state().notifications.size).toBe(2);
});

test('a batch may be larger than a single request, up to 5 MiB', async () => {
  const api = createTestApi({ auth: 'off' });
  const content = `<p>${'x'.repeat(150 * 1024)}</p>`;
  const offer = { notification_type: 'marketing', recipient_email: 'a@example.com', content };
  const of = (count: number) => ({ notifications: Array.from({ length: count }, () => offer) });

  expect((await api.call(batch, { body: of(4) })).status).toBe(202);
  expect((await api.call(batch, { body: of(40) })).status).toBe(413);
});

test('a mode that is not known is refused', async () => {
  const api = createTestApi({ auth: 'off' });

  const answer = await api.call(`${batch}?mode=loose`, { body: { notifications: [welcome()] } });

  expect(answer.json.errors[0]).toMatchObject({ parameter: 'mode', code: 'invalid_value' });
});

test('a key without the scope is refused', async () => {
  const api = createTestApi();

  const answer = await api.call(batch, {
    key: api.keyFor('reader', ['read']),
    body: { notifications: [welcome()] },
  });

  expect(answer.status).toBe(403);
});

test("an item's key stands for one notification in whatever batch", async () => {
  const api = createTestApi({ auth: 'off' });
  const item = welcome({ idempotency_key: 'a' });
  const first = await api.call(batch, { body: { notifications: [item, welcome()] } });

  const again = await api.call(batch, { body: { notifications: [item, item, welcome()] } });

  expect(again.status).toBe(202);
  const idOf = (answer: { notification_id: string }) => answer.notification_id;
  const ids = again.json.notifications.map(idOf);
  expect(ids.slice(0, 2)).toEqual(Array(2).fill(idOf(first.json.notifications[0])));
  expect(api.world.state().notifications.size).toBe(3);
});

test("an item's key with another body refuses a strict batch and leaves nothing", async () => {
  const api = createTestApi({ auth: 'off' });
  const item = (name: string) =>
    welcome({ idempotency_key: 'a', template_vars: { username: name } });
  const body = { notifications: [item('Ada'), item('Bo')] };

  const answer = await api.call(batch, { body });

  expect([answer.status, answer.json.code]).toEqual([422, 'idempotency_key_reused']);
  expect(api.world.state().notifications.size).toBe(0);
  expect(api.world.state().answers.size).toBe(0);
});

test('a permissive batch takes what is good and tells what is not', async () => {
  const api = createTestApi({ auth: 'off' });
  const bad = welcome({ recipient_email: 'nobody' });
  const stranger = { notification_type: 'welcome', userid: 'u-1' };
  const notifications = [bad, welcome(), stranger, welcome({ idempotency_key: 7 })];
  const ask = {
    body: { notifications },
    headers: { 'Idempotency-Key': 'p' },
  };

  const answer = await api.call(`${batch}?mode=permissive`, ask);
  const again = await api.call(`${batch}?mode=permissive`, ask);

  expect(answer.status).toBe(202);
  const [first, second, third, fourth] = answer.json.notifications;
  expect(first.error.errors[0].pointer).toBe('#/notifications/0/recipient_email');
  expect(second.status).toBe('queued');
  expect(third.error.errors[0].pointer).toBe('#/notifications/2/recipient_email');
  expect(fourth.error).toMatchObject({ status: 422, code: 'validation_failed' });
  expect(again.text).toBe(answer.text);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(api.world.state().notifications.size).toBe(1);
});

test('a permissive batch without anything good is refused', async () => {
  const api = createTestApi({ auth: 'off' });
  const notifications = [welcome({ recipient_email: 'nobody' }), 7];

  const answer = await api.call(`${batch}?mode=permissive`, { body: { notifications } });

  expect(answer.status).toBe(422);
  expect(answer.json.errors.length).toBeGreaterThan(1);
});
