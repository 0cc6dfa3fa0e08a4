import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createUnitOfWork, migrate } from '@postroom/adapters/postgres';
import { openQueueBackend } from '@postroom/adapters/queue';
import { draftOf } from '@postroom/application/testing';
import { createTestDatabase, uniqueName } from '@postroom/local/testing';
import { createLog, createMetrics, parseConfig } from '@postroom/runtime';
import { uuidv7 } from 'uuidv7';
import { expect, inject, test, vi } from 'vitest';
import { start } from './start.ts';

const deadline = { timeout: 60_000, interval: 50 };

/** Resend's answers: 429 with a wish of two seconds until `relent`, then an id. */
const startThrottlingResend = async () => {
  const calls: { readonly at: number; readonly status: number }[] = [];
  let isKind = false;
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const status = isKind ? 200 : 429;
      calls.push({ at: performance.now(), status });
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '2' });
      const refusal = {
        statusCode: 429,
        name: 'rate_limit_exceeded',
        message: 'too many requests',
      };
      response.end(JSON.stringify(isKind ? { id: `re_${calls.length}` } : refusal));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    relent: () => {
      isKind = true;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

test('two workers keep the rate and the pauses of a provider together, and nothing fails', async () => {
  const servers = inject('servers');
  const database = await createTestDatabase({ servers, migrate });
  const sql = connect({ url: database.url, max: 2 });
  const redisUrl = `${servers.redisUrl}?prefix=${uniqueName('throttled')}`;
  const backend = await openQueueBackend({ redisUrl });
  const resend = await startThrottlingResend();
  const config = parseConfig(
    {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      RESEND_API_KEY: 're_test_key',
      RESEND_BASE_URL: resend.url,
      RESEND_RATE_LIMIT: '20',
      EMAIL_FROM: 'post@example.com',
      SERVICE_NAME: 'Test',
      APP_URL: 'https://example.com',
      OPS_PORT: '0',
      WORKER_QUEUES: 'standard',
      WORKER_CONCURRENCY: '10',
    },
    'worker',
  );
  const metrics = createMetrics({ role: 'worker', version: 'test' });
  const log = createLog({
    level: 'silent',
    role: 'worker',
    destination: { write: () => undefined },
  });
  const { signal } = new AbortController();
  const fail = (error: unknown) => {
    throw error;
  };
  const drafts = Array.from({ length: 60 }, () =>
    draftOf({ id: uuidv7(), type: 'welcome', template: 'welcome', variables: { username: 'Ada' } }),
  );
  await createUnitOfWork(sql).transact((tx) => tx.notifications.add(drafts));
  const workers = [
    await start(config, { log, metrics, signal, fail }),
    await start(config, {
      log,
      metrics: createMetrics({ role: 'worker', version: 'other' }),
      signal,
      fail,
    }),
  ];

  await backend.jobQueue('standard').add(drafts.map(({ id }) => ({ id, dispatch: 1 })));
  // Two pauses have passed: the calls after the first rush are probes.
  await vi.waitFor(() => {
    const [first, last] = [resend.calls.at(0)?.at ?? 0, resend.calls.at(-1)?.at ?? 0];
    expect(last - first).toBeGreaterThan(4_500);
  }, deadline);
  const refused = resend.calls.length;
  resend.relent();
  await vi.waitFor(async () => {
    const rows = await sql`select from notifications where status = 'sent'`;
    expect(rows.count).toBe(60);
  }, deadline);

  const spent = await sql`select from notifications where attempts <> 1`;
  expect(spent.count).toBe(0);
  // Refused once by the first rush of either worker, and by one probe each in every two seconds.
  expect(refused).toBeLessThan(60);
  await Promise.all(workers.map((worker) => worker.stop()));
  resend.stop();
  await backend.close();
  await sql.end({ timeout: 5 });
  await database.drop();
}, 120_000);
