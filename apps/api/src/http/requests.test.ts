import { expect, test } from 'vitest';
import { welcome } from '../testing/bodies.ts';
import { createTestApi } from '../testing/test-api.ts';

test.each([
  ['GET', '/notifications/send', 'POST'],
  ['DELETE', '/notifications/batch', 'POST'],
  ['GET', '/notifications/preferences', 'POST'],
  ['DELETE', '/notifications/preferences/u-1', 'GET, PUT, PATCH, HEAD'],
  ['POST', '/notifications/history/u-1', 'GET, HEAD'],
  ['PUT', '/notifications/0193a000-0000-7000-8000-000000000001', 'GET, HEAD'],
  ['POST', '/ping', 'GET, HEAD'],
  ['OPTIONS', '/', 'GET, HEAD'],
])('%s %s is answered with the methods that are allowed', async (method, path, allow) => {
  const api = createTestApi();

  const answer = await api.call(path, { method });

  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe(allow);
  expect(answer.json.code).toBe('method_not_allowed');
});

test('HEAD is GET without a body', async () => {
  const answer = await createTestApi().call('/ping', { method: 'HEAD' });

  expect([answer.status, answer.text]).toEqual([200, '']);
});

test.each(['/nope', '/notification', '/notifications/send/', '/%ff', '//'])(
  'there is nothing at %s',
  async (path) => {
    const answer = await createTestApi().call(path);

    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ code: 'not_found', instance: path, errors: [] });
  },
);

test('the correlation id of the caller is kept, returned and handed in', async () => {
  const api = createTestApi({ auth: 'off' });
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  const answer = await api.call('/notifications/send', {
    body: welcome(),
    headers: { 'X-Correlation-ID': 'order 7', traceparent },
  });

  expect(answer.headers.get('x-correlation-id')).toBe('order 7');
  expect(answer.headers.get('traceparent')).toBe(traceparent);
  const [line] = api.lines;
  const detail = await api.call(answer.headers.get('location') ?? '');
  expect(detail.json).toMatchObject({ correlation_id: 'order 7', traceparent });
  expect(line).toMatchObject({
    correlation_id: 'order 7',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  });
});

test.each(['', 'x'.repeat(129), 'caf\u00e9', 'a\tb'])(
  'the correlation id %j is replaced by one of ours',
  async (given) => {
    const api = createTestApi({ auth: 'off' });

    const answer = await api.call('/nope', { headers: { 'X-Correlation-ID': given } });

    const id = answer.headers.get('x-correlation-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.json.correlation_id).toBe(id);
  },
);

test('a trace that is none begins anew', async () => {
  const answer = await createTestApi().call('/ping', { headers: { traceparent: '00-0-0-0' } });

  expect(answer.headers.get('traceparent')).toBeNull();
});

test('each request is one line and one observation, by pattern and without what it carried', async () => {
  const api = createTestApi({ auth: 'off' });

  await api.call('/notifications/history/u-1842?type=welcome');
  await api.call('/nothing/here?token=s3cret');

  const [history, other] = api.lines.filter(({ event }) => event === 'http.request');
  expect(history).toMatchObject({
    method: 'GET',
    route: '/notifications/history/{userid}',
    status: 200,
  });
  expect(other).toMatchObject({ route: 'other', status: 404 });
  expect(JSON.stringify(api.lines)).not.toMatch(/u-1842|s3cret/);
  const metrics = await api.metrics.registry.metrics();
  expect(metrics).toContain(
    'postroom_http_request_seconds_count{route="/notifications/history/{userid}",method="GET",status="200"} 1',
  );
  expect(metrics).toContain('{route="other",method="GET",status="404"} 1');
});

test('a fault of ours is logged under the correlation id and told to nobody', async () => {
  const notification = () => Promise.reject(new Error('relation "secrets" does not exist'));
  const api = createTestApi({ auth: 'off', queries: { notification } });

  const answer = await api.call('/notifications/0193a000-0000-7000-8000-000000000001', {
    headers: { 'X-Correlation-ID': 'c-77' },
  });

  expect(answer.status).toBe(500);
  expect(answer.json).toMatchObject({ code: 'internal_error', correlation_id: 'c-77' });
  expect(answer.text).not.toContain('secrets');
  expect(api.lines).toContainEqual(
    expect.objectContaining({ event: 'http.failed', level: 'error', correlation_id: 'c-77' }),
  );
});

test('while the schema is missing only what tells about the process answers', async () => {
  const api = createTestApi({ auth: 'off', phase: 'waiting' });

  const send = await api.call('/notifications/send', { body: welcome() });
  const live = await api.call('/livez');

  expect(send.status).toBe(503);
  expect(send.json.code).toBe('not_ready');
  expect(send.headers.get('retry-after')).toBe('2');
  expect(live.status).toBe(200);
});

test('a process that drains serves on, and ends its connections', async () => {
  const api = createTestApi({ auth: 'off', phase: 'draining' });

  const answer = await api.call('/notifications/send', { body: welcome() });

  expect(answer.status).toBe(202);
  expect(answer.headers.get('connection')).toBe('close');
});
