import { StoreError } from '@postroom/application';
import { healthyFleet } from '@postroom/application/testing';
import { describe, expect, test } from 'vitest';
import { problemCodes } from '../problem/codes.ts';
import { createTestApi } from '../testing/test-api.ts';

test('the root says what this is and where to read on', async () => {
  const api = createTestApi();

  const { json } = await api.call('/');

  expect(json).toMatchObject({
    message: expect.any(String),
    version: '0.0.0',
    status: 'active',
    current_time: '2026-05-03T10:14:00.000Z',
    documentation_url: '/documentation',
  });
  for (const name of ['documentation_url', 'api_reference_url', 'openapi_url', 'health_url']) {
    expect((await api.call(json[name])).status).toBe(200);
  }
});

test('ping is answered', async () => {
  expect((await createTestApi().call('/ping')).json).toEqual({ ping: 'pong!' });
});

describe('the documentation', () => {
  test.each(['/documentation', '/documentation/try', '/api-reference', '/documentation/errors'])(
    '%s names no other host as a source and forbids asking one',
    async (path) => {
      const answer = await createTestApi().call(path);

      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.text).not.toMatch(/(?:src|href|action)="?(?:https?:)?\/\//);
      expect(answer.headers.get('content-security-policy')).not.toMatch(
        /script-src[^;]*'unsafe-inline'/,
      );
      expect(answer.headers.get('content-security-policy')).toMatch(/default-src '(?:self|none)'/);
      expect(answer.headers.get('content-security-policy')).not.toContain('http');
    },
  );

  test('its scripts come from here, packed or plain', async () => {
    const api = createTestApi();
    const { text } = await api.call('/documentation/try');
    const paths = [...text.matchAll(/<script src="([^"]+)"/g)].map(([, path = '']) => path);

    const plain = await Promise.all(paths.map((path) => api.call(path)));
    const packed = await api.call(paths[0] ?? '', { headers: { 'accept-encoding': 'gzip, br' } });

    expect(plain.map(({ headers }) => headers.get('content-type'))).toEqual([
      'text/javascript; charset=utf-8',
      'text/javascript; charset=utf-8',
    ]);
    expect(plain[0]?.text).toContain('createApiReference');
    expect(plain[1]?.text).toContain('createApiReference');
    expect(packed.headers.get('content-encoding')).toBe('gzip');
  });

  test('the errors page has an anchor for every code', async () => {
    const { text } = await createTestApi().call('/documentation/errors');

    for (const code of problemCodes) expect(text).toContain(`id="${code}"`);
  });

  test('the reference lists the routes', async () => {
    const { text } = await createTestApi().call('/api-reference');

    expect(text).toContain('/notifications/history/{userid}');
    expect(text).toContain('Idempotency-Key');
  });

  test('every link of the reference leads somewhere, bodies included', async () => {
    const { text } = await createTestApi().call('/api-reference');

    const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets).toContain('schema-SendRequest');
    expect(targets.filter((id) => !text.includes(`id="${id}"`))).toEqual([]);
    expect(text).toContain('href="/asyncapi.json"');
  });
});

describe('health', () => {
  const parts = [
    { name: 'primary', status: 'up', latency_ms: 1 },
    { name: 'rabbitmq', status: 'down', latency_ms: 2_000, detail: 'ECONNREFUSED' },
  ] as const;

  test('everybody gets the status, a key that may read gets the parts', async () => {
    const api = createTestApi({ parts });

    const anyone = await api.call('/broker/health');
    const reader = await api.call('/broker/health', { key: api.keyFor('ops', ['read']) });
    const sender = await api.call('/broker/health', { key: api.keyFor('shop', ['send']) });

    expect(anyone.json).toEqual({ status: 'degraded', timestamp: '2026-05-03T10:14:00.000Z' });
    expect(anyone.status).toBe(200);
    expect(reader.json.parts).toEqual(parts);
    expect(sender.json.parts).toBeUndefined();
  });

  test('a wrong key is refused here too', async () => {
    const answer = await createTestApi().call('/broker/health', { key: 'pr_live_x_yyyyyyyy' });

    expect(answer.status).toBe(401);
  });

  test('a key that cannot be looked up while the primary is away gets the status', async () => {
    const down = createTestApi({
      parts: [{ name: 'primary', status: 'down', latency_ms: 2_000 }],
      authenticate: () => () => Promise.reject(new StoreError('unavailable', 'away')),
    });

    const answer = await down.call('/broker/health', { key: 'pr_live_x_yyyyyyyy' });

    expect([answer.status, answer.json.status]).toEqual([503, 'unhealthy']);
    expect(answer.json.parts).toBeUndefined();
  });

  test('it is unhealthy only when the primary is away', async () => {
    const down = createTestApi({ parts: [{ name: 'primary', status: 'down', latency_ms: 2_000 }] });

    const answer = await down.call('/broker/health');

    expect([answer.status, answer.json.status]).toEqual([503, 'unhealthy']);
    expect((await createTestApi({ auth: 'off' }).call('/broker/health')).json).toMatchObject({
      status: 'healthy',
      parts: [{ name: 'primary' }],
    });
  });
});

describe('alerts', () => {
  test('are counted by severity and say what, since when and where to read on', async () => {
    const since = new Date('2026-05-03T10:00:00.000Z');
    const facts = healthyFleet({
      pauses: [{ queue: 'bulk', by: 'eve', since }],
      undecided: { count: 2, since },
    });
    const api = createTestApi({ auth: 'off', facts });

    const { json, status } = await api.call('/broker/alerts');

    expect(status).toBe(200);
    expect(json).toEqual({
      timestamp: '2026-05-03T10:14:00.000Z',
      critical_alerts: 0,
      warning_alerts: 1,
      info_alerts: 1,
      alerts: [
        {
          code: 'unknown_waiting',
          severity: 'warning',
          since: since.toISOString(),
          message: expect.stringContaining('2 notifications'),
          runbook: 'docs/runbook.md#unknown_waiting',
        },
        {
          code: 'lane_paused',
          severity: 'info',
          since: since.toISOString(),
          message: expect.stringContaining('eve paused the lane bulk'),
          runbook: 'docs/runbook.md#lane_paused',
        },
      ],
    });
  });

  test('are none where all is well', async () => {
    const { json } = await createTestApi({ auth: 'off', facts: healthyFleet() }).call(
      '/broker/alerts',
    );

    expect(json).toMatchObject({ critical_alerts: 0, warning_alerts: 0, alerts: [] });
  });
});

describe('metrics', () => {
  test('the fleet is shown as JSON, with zeros where nothing waits', async () => {
    const api = createTestApi({ auth: 'off' });

    const { json } = await api.call('/broker/metrics');

    expect(json.queues.bulk).toEqual({
      unsent: 0,
      oldest_unsent_age_seconds: 0,
      paused: true,
      workers: 0,
      jobs: { waiting: null, active: null, delayed: null, failed: null },
    });
    expect(Object.keys(json.queues)).toEqual(['critical', 'standard', 'bulk']);
    expect(json.outbox.exchange).toEqual({
      rows: 0,
      oldest_age_seconds: 0,
      quarantined: 0,
      returned: 0,
    });
  });

  test('what processes tell of themselves stands in both', async () => {
    const api = createTestApi({ auth: 'off', facts: healthyFleet() });

    const { json } = await api.call('/broker/metrics');
    const { text } = await api.call('/broker/prometheus');

    expect(json.queues.bulk).toMatchObject({ workers: 1, jobs: { waiting: 3, active: null } });
    expect(json.processes).toEqual({ api: 1, relay: 1, bridge: 1, worker: 1, dashboard: 0 });
    expect(json).toMatchObject({ dead_letters: 0, standby_lag_seconds: null });
    expect(text).toContain('postroom_queue_jobs{queue="bulk",state="waiting"} 3\n');
    expect(text).toContain('postroom_dead_letters 0\n');
    expect(text).not.toContain('\npostroom_standby_lag_seconds ');
  });

  test("the fleet's gauges stand beside this process's metrics", async () => {
    const api = createTestApi({ auth: 'off' });

    const { text, headers } = await api.call('/broker/prometheus');

    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('postroom_lane_paused{queue="bulk"} 1\n');
    expect(text).toContain('postroom_outbox_rows{destination="exchange"} 0\n');
    expect(text).toContain('postroom_build_info{version="0.0.0",role="api"} 1');
  });

  test.each(['/broker/metrics', '/broker/prometheus', '/broker/alerts'])(
    '%s needs a key that may read',
    async (path) => {
      const api = createTestApi();

      expect((await api.call(path)).status).toBe(401);
      expect((await api.call(path, { key: api.keyFor('shop', ['send']) })).status).toBe(403);
      expect((await api.call(path, { key: api.keyFor('ops', ['read']) })).status).toBe(200);
    },
  );

  test("the process's own are public", async () => {
    const { text } = await createTestApi().call('/metrics');

    expect(text).toContain('postroom_http_request_seconds');
    expect(text).not.toContain('postroom_outbox_rows');
  });
});
