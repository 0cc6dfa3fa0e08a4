import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

test('an administrator pauses and resumes a lane', async () => {
  const api = createTestApi();
  const key = api.keyFor('ops', ['admin']);

  const paused = await api.call('/lanes/critical/pause', { key, method: 'POST' });
  const resumed = await api.call('/lanes/bulk/resume', { key, method: 'POST' });

  expect([paused.status, paused.json]).toEqual([200, { queue: 'critical', status: 'paused' }]);
  expect([resumed.status, resumed.json]).toEqual([200, { queue: 'bulk', status: 'running' }]);
  const { queues } = (await api.call('/broker/metrics', { key })).json;
  expect([queues.critical.paused, queues.bulk.paused]).toEqual([true, false]);
});

test('a lane that there is not is not found, and nobody else may pause one', async () => {
  const api = createTestApi();
  const key = api.keyFor('ops', ['admin']);
  const shop = api.keyFor('shop', ['send', 'read']);

  const statuses = [
    (await api.call('/lanes/fast/pause', { key, method: 'POST' })).status,
    (await api.call('/lanes/bulk/pause', { key: shop, method: 'POST' })).status,
    (await api.call('/lanes/bulk/pause', { method: 'POST' })).status,
  ];

  expect(statuses).toEqual([404, 403, 401]);
});
