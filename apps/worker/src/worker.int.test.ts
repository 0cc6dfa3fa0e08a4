import { connect, createUnitOfWork, migrate } from '@postroom/adapters/postgres';
import { openQueueBackend } from '@postroom/adapters/queue';
import { draftOf } from '@postroom/application/testing';
import { createTestDatabase, uniqueName } from '@postroom/local/testing';
import { createLog, createMetrics, parseConfig } from '@postroom/runtime';
import { uuidv7 } from 'uuidv7';
import { describe, expect, inject, it, vi } from 'vitest';
import { start } from './start.ts';

const deadline = { timeout: 20_000, interval: 25 };

const createWorld = async () => {
  const servers = inject('servers');
  const database = await createTestDatabase({ servers, migrate });
  const sql = connect({ url: database.url, max: 2 });
  // The queue on Postgres would do; a database of Redis of one's own shows the real thing.
  const redis = new URL(servers.redisUrl);
  redis.pathname = '/7';
  const backend = await openQueueBackend({ redisUrl: redis.href });
  const config = parseConfig(
    {
      DATABASE_URL: database.url,
      REDIS_URL: redis.href,
      EMAIL_PROVIDERS: 'capture',
      OPS_PORT: '0',
      WORKER_QUEUES: 'standard',
      WORKER_CONCURRENCY: '8',
    },
    'worker',
  );
  const lines: string[] = [];
  const context = {
    log: createLog({
      level: 'info',
      role: 'worker',
      destination: { write: (line) => void lines.push(line) },
    }),
    metrics: createMetrics({ role: 'worker', version: uniqueName('v') }),
    signal: new AbortController().signal,
    fail: (error: unknown) => {
      throw error;
    },
  };
  return {
    sql,
    lines,
    context,
    jobs: backend.jobQueue('standard'),
    start: () => start(config, context),
    async accept(count: number): Promise<readonly string[]> {
      const drafts = Array.from({ length: count }, () =>
        draftOf({
          id: uuidv7(),
          type: 'welcome',
          template: 'welcome',
          variables: { username: 'Ada' },
          correlationId: 'order-7',
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        }),
      );
      await createUnitOfWork(sql).transact((tx) => tx.notifications.add(drafts));
      return drafts.map(({ id }) => id);
    },
    async stop() {
      await backend.close();
      await sql.end({ timeout: 5 });
      await database.drop();
    },
  };
};

describe('the worker', () => {
  it('sends what its lane brings, in merged statements, and counts it', async () => {
    const world = await createWorld();
    const ids = await world.accept(40);
    const worker = await world.start();

    await world.jobs.add(ids.map((id) => ({ id, dispatch: 1 })));
    await vi.waitFor(async () => {
      const rows = await world.sql`select from notifications where status = 'sent'`;
      expect(rows.count).toBe(40);
    }, deadline);
    await worker.stop();

    const metrics = await world.context.metrics.registry.metrics();
    expect(metrics).toMatch(/postroom_notifications_total\{type="welcome",status="sent"\} 40/);
    expect(metrics).toMatch(/postroom_attempts_total\{provider="capture",outcome="accepted"\} 40/);
    expect(metrics).toMatch(/postroom_accept_to_handoff_seconds_count\{queue="standard"\} 40/);
    expect(world.lines.join('')).not.toContain('ada@example.com');
    const said = world.lines.map((line) => JSON.parse(line));
    expect(said.find(({ event }) => event === 'notification.sent')).toMatchObject({
      notification_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      correlation_id: 'order-7',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
    await world.stop();
  });

  it('tells through its ops port whether it can work, and stops in good order', async () => {
    const world = await createWorld();
    const worker = await world.start();
    const started = world.lines
      .map((line) => JSON.parse(line))
      .find((line) => line.event === 'worker.started');

    const ready = await fetch(`http://127.0.0.1:${started.ops_port}/readyz`);
    await worker.stop();

    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'ready' });
    await expect(fetch(`http://127.0.0.1:${started.ops_port}/readyz`)).rejects.toThrow();
    await world.stop();
  });
});
