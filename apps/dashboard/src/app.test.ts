import { createLog } from '@postroom/runtime';
import { expect, test } from 'vitest';
import { createApp, type DashboardOptions } from './app.ts';

const login = { username: 'operator', password: 'pässwörd: with a colon' };

const appWith = (given: Partial<DashboardOptions> = {}) =>
  createApp({
    lanes: [],
    login,
    log: createLog({ level: 'silent', role: 'dashboard' }),
    documentationUrl: 'http://127.0.0.1:8001/documentation',
    sendAgain: () => Promise.reject(new Error('not asked for')),
    statusOf: () => Promise.reject(new Error('not asked for')),
    setPaused: () => Promise.reject(new Error('not asked for')),
    observe: () => undefined,
    ...given,
  });

const basic = (username: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

const paths = [
  '/',
  '/queues',
  '/queues/',
  '/queues/queue/critical',
  '/queues/static/favicon.ico',
  '/queues/static/../../../package.json',
  '/queues/api/queues',
  '/queues/api/redis/stats',
  '/queues/api/queues/pause',
  '/queues/api/queues/critical/retry/failed',
  '/queues/api/queues/critical/1.1/retry',
  '/queues/api/queues/critical/1.1/clean',
  '/nothing/here',
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];

test('without credentials every path and method answers 401 and says how to log in', async () => {
  const app = appWith();

  for (const path of paths) {
    for (const method of methods) {
      const response = await app.request(path, { method });

      expect(response.status, `${method} ${path}`).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="Postroom"/);
    }
  }
});

test.each([
  ['a wrong password', basic('operator', 'wrong')],
  ['a wrong name', basic('somebody', login.password)],
  ['an empty login', basic('', '')],
  ['a token of the API', { authorization: 'Bearer pr_live_something' }],
  ['no base64', { authorization: 'Basic ***' }],
])('with %s every path answers 401', async (_, headers) => {
  const app = appWith();

  for (const path of paths) {
    expect((await app.request(path, { headers })).status, path).toBe(401);
  }
});

test('with the login the page is there', async () => {
  const headers = basic(login.username, login.password);

  const response = await appWith().request('/queues', { headers });

  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<title>Postroom</title>');
});

test('without a login, as on a laptop, the root leads to the queues', async () => {
  const app = appWith({ login: undefined });

  const response = await app.request('/');

  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('/queues');
  expect((await app.request('/queues/queue/critical')).status).toBe(200);
});

test('the page asks no other host for anything', async () => {
  const response = await appWith({ login: undefined }).request('/queues');

  const page = await response.text();
  const asked = [...page.matchAll(/<(?:link|script|img)\b[^>]*\b(?:href|src)="([^"]*)"/g)];
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.map(([, url]) => url).filter((url) => /^(https?:)?\/\//.test(url ?? ''))).toEqual(
    [],
  );
  expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
});

test.each([
  ['POST', 'critical/add'],
  ['PUT', 'critical/promote'],
  ['PUT', 'critical/empty'],
  ['PUT', 'critical/obliterate'],
  ['PUT', 'critical/concurrency'],
  ['PUT', 'critical/rate-limit'],
  ['PUT', 'critical/some-id.1/promote'],
  ['PATCH', 'critical/some-id.1/update-data'],
  ['PATCH', 'critical/some-id.1/delay'],
  ['PUT', 'critical/job-schedulers/nightly/run'],
  ['DELETE', 'critical/some-id.1'],
  ['PUT', 'critical/something-of-a-later-version'],
])('%s %s is refused with a sentence that Bull Board shows', async (method, path) => {
  const response = await appWith({ login: undefined }).request(`/queues/api/queues/${path}`, {
    method,
    body: method === 'DELETE' ? null : '{}',
  });

  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({
    error: { key: 'ERRORS.FORBIDDEN' },
    message: expect.stringMatching(/^Not possible here\. .+\.$/),
  });
});

test.each(['wait', 'active', 'delayed'])('cleaning %s jobs is refused', async (state) => {
  const app = appWith({ login: undefined });

  const response = await app.request(`/queues/api/queues/bulk/clean/${state}`, { method: 'PUT' });

  expect(response.status).toBe(409);
  expect(await response.text()).toContain('cancel the notification');
});

test('pausing names the lane; all lanes at once are each of them', async () => {
  const wishes: string[] = [];
  const app = appWith({
    login: undefined,
    setPaused: async (lane, to) => void wishes.push(`${lane} ${to}`),
  });

  await app.request('/queues/api/queues/bulk/pause', { method: 'PUT' });
  await app.request('/queues/api/queues/resume', { method: 'PUT' });
  const unknown = await app.request('/queues/api/queues/other/pause', { method: 'PUT' });

  expect(wishes).toEqual(['bulk paused', 'critical running', 'standard running', 'bulk running']);
  expect(unknown.status).toBe(404);
});

test('what goes wrong in an action is answered without its details', async () => {
  const app = appWith({
    login: undefined,
    setPaused: () => Promise.reject(new Error('password=hunter2')),
  });

  const response = await app.request('/queues/api/queues/bulk/pause', { method: 'PUT' });

  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('hunter2');
});
