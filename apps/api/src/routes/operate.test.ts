import { describe, expect, test } from 'vitest';
import { welcome } from '../testing/bodies.ts';
import { standing } from '../testing/standing.ts';
import { createTestApi } from '../testing/test-api.ts';

describe('cancel', () => {
  test('ends a notification that waits', async () => {
    const api = createTestApi();
    const id = await standing(api, 'queued');

    const answer = await api.call(`/notifications/${id}/cancel`, {
      key: api.keyFor('shop', ['send']),
      method: 'POST',
    });

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ notification_id: id, status: 'cancelled' });
  });

  test('is counted once, however often it is asked for under one key', async () => {
    const api = createTestApi();
    const id = await standing(api, 'queued');
    const cancel = () =>
      api.call(`/notifications/${id}/cancel`, {
        key: api.keyFor('shop', ['send']),
        method: 'POST',
        headers: { 'Idempotency-Key': 'k-1' },
      });

    const answers = [await cancel(), await cancel()];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await api.metrics.registry.metrics()).toMatch(
      /postroom_notifications_total\{type="welcome",status="cancelled"\} 1\n/,
    );
  });

  test.each(['sending', 'sent', 'cancelled'] as const)(
    'comes too late when it is %s',
    async (status) => {
      const api = createTestApi();
      const id = await standing(api, status);

      const answer = await api.call(`/notifications/${id}/cancel`, {
        key: api.keyFor('shop', ['send']),
        method: 'POST',
      });

      expect(answer.status).toBe(409);
      expect(answer.json.code).toBe('not_cancellable');
    },
  );

  test('is not for another source, nor for a key that may only read', async () => {
    const api = createTestApi();
    const id = await standing(api, 'queued');
    const as = async (key: string) =>
      (await api.call(`/notifications/${id}/cancel`, { key, method: 'POST' })).status;

    expect(await as(api.keyFor('crm', ['send']))).toBe(404);
    expect(await as(api.keyFor('shop', ['read']))).toBe(403);
    expect(api.world.state().notifications.get(id)?.status).toBe('queued');
  });
});

describe('retry', () => {
  test.each(['failed', 'expired', 'unknown'] as const)('sends a %s one again', async (status) => {
    const api = createTestApi();
    const id = await standing(api, status);

    const answer = await api.call(`/notifications/${id}/retry`, {
      key: api.keyFor('ops', ['admin']),
      method: 'POST',
    });

    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ notification_id: id, status: 'queued' });
    expect(api.world.state().notifications.get(id)?.dispatch).toBe(2);
  });

  test.each(['queued', 'retry_wait', 'sending', 'sent', 'suppressed'] as const)(
    'refuses a %s one',
    async (status) => {
      const api = createTestApi();
      const id = await standing(api, status);

      const answer = await api.call(`/notifications/${id}/retry`, {
        key: api.keyFor('ops', ['admin']),
        method: 'POST',
      });

      expect(answer.status).toBe(409);
      expect(answer.json.code).toBe('not_retryable');
      expect(api.world.state().notifications.get(id)?.dispatch).toBe(1);
    },
  );

  test('is for administrators', async () => {
    const api = createTestApi();
    const id = await standing(api, 'failed');
    const key = api.keyFor('shop', ['send', 'read', 'preferences']);

    const answer = await api.call(`/notifications/${id}/retry`, { key, method: 'POST' });

    expect(answer.status).toBe(403);
  });
});

describe('resolve', () => {
  test.each(['sent', 'failed'] as const)('ends an unknown one as %s', async (status) => {
    const api = createTestApi();
    const id = await standing(api, 'unknown');

    const answer = await api.call(`/notifications/${id}/resolve`, {
      key: api.keyFor('ops', ['admin']),
      body: { status },
    });

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ notification_id: id, status });
  });

  test('refuses what is not unknown', async () => {
    const api = createTestApi();
    const id = await standing(api, 'failed');

    const answer = await api.call(`/notifications/${id}/resolve`, {
      key: api.keyFor('ops', ['admin']),
      body: { status: 'sent' },
    });

    expect(answer.status).toBe(409);
    expect(answer.json.code).toBe('not_resolvable');
  });

  test.each([{}, { status: 'lost' }, { status: 'sent', why: 'x' }, []])(
    'refuses the body %j',
    async (body) => {
      const api = createTestApi();
      const id = await standing(api, 'unknown');

      const answer = await api.call(`/notifications/${id}/resolve`, {
        key: api.keyFor('ops', ['admin']),
        body,
      });

      expect(answer.status).toBe(422);
      expect(answer.json.errors.length).toBeGreaterThan(0);
    },
  );

  test('is for administrators', async () => {
    const api = createTestApi();
    const id = await standing(api, 'unknown');

    const answer = await api.call(`/notifications/${id}/resolve`, {
      key: api.keyFor('shop', ['send', 'read']),
      body: { status: 'sent' },
    });

    expect(answer.status).toBe(403);
  });
});

test.each(['cancel', 'retry', 'resolve'])(
  'a repeated %s with its key is told the same and does nothing more',
  async (what) => {
    const api = createTestApi({ auth: 'off' });
    const sent = await api.call('/notifications/send', { body: welcome() });
    const id = sent.json.notification_id;
    const kept = api.world.state().notifications;
    const n = kept.get(id);
    if (what !== 'cancel' && n) kept.set(id, { ...n, status: 'unknown' });
    const ask = {
      method: 'POST',
      headers: { 'Idempotency-Key': 'k' },
      ...(what === 'resolve' && { body: { status: 'failed' } }),
    };

    const first = await api.call(`/notifications/${id}/${what}`, ask);
    const again = await api.call(`/notifications/${id}/${what}`, ask);

    expect(first.status).toBeLessThan(300);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(api.world.state().notifications.get(id)?.dispatch).toBe(what === 'retry' ? 2 : 1);
  },
);
