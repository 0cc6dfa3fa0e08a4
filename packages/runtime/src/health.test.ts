import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { healthRoutes } from './health.ts';
import { createMetrics } from './metrics.ts';
import { startOps } from './ops-server.ts';
import { readinessOf } from './probe.ts';

const registry = new Registry();
const up = { name: 'primary', status: 'up', latency_ms: 1 } as const;
const down = { name: 'primary', status: 'down', latency_ms: 1, detail: 'ECONNREFUSED' } as const;

describe('health', () => {
  test('a process is alive whatever it depends on', async () => {
    const routes = healthRoutes({ registry, ready: () => Promise.reject(new Error('away')) });

    const response = await routes.request('/livez');

    expect([response.status, await response.json()]).toEqual([200, { status: 'alive' }]);
  });

  test('a ready process answers 200 and names its parts', async () => {
    const routes = healthRoutes({ registry, ready: async () => readinessOf([up]) });

    const response = await routes.request('/readyz');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ready', checks: [up] });
  });

  test.each([
    ['a part is down', async () => readinessOf([down])],
    ['asking fails', () => Promise.reject(new Error('bug'))],
    [
      'asking throws',
      () => {
        throw new Error('bug');
      },
    ],
  ])('a process is not ready when %s', async (_, ready) => {
    const response = await healthRoutes({ registry, ready }).request('/readyz');

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'not_ready' });
  });

  test('metrics are in the text format of Prometheus', async () => {
    const metrics = createMetrics({ role: 'relay', version: '1' });
    const ready = async () => readinessOf([]);

    const response = await healthRoutes({ registry: metrics.registry, ready }).request('/metrics');

    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await response.text()).toContain('postroom_build_info{version="1",role="relay"} 1');
  });

  test('a role serves them on a port of its own', async () => {
    const ops = await startOps({
      host: '127.0.0.1',
      port: 0,
      registry,
      ready: async () => readinessOf([up]),
    });

    const response = await fetch(`${ops.url}/readyz`);

    expect(response.status).toBe(200);
    await ops.stop();
    await expect(fetch(`${ops.url}/readyz`)).rejects.toThrow();
  });
});
