import {
  connect,
  createDeliveryStore,
  createLaneControls,
  createQueries,
  createUnitOfWork,
  migrate,
} from '@postroom/adapters/postgres';
import { jobIdOf, migrateQueues, openQueueBackend } from '@postroom/adapters/queue';
import { bootstrap } from '@postroom/application';
import { requestOf, submissionOf } from '@postroom/application/testing';
import { concluded } from '@postroom/domain';
import { createTestDatabase, uniqueName } from '@postroom/local/testing';
import { createLog, createMetrics, parseConfig } from '@postroom/runtime';
import { builtInTypes, createCatalogue } from '@postroom/templates';
import { uuidv7 } from 'uuidv7';
import { afterEach, expect, inject, test } from 'vitest';
import { operateOn } from './actions/operate-on.ts';
import { createApp } from './app.ts';
import { start } from './start.ts';

const servers = inject('servers');
const log = createLog({ level: 'silent', role: 'dashboard' });
const lane = 'standard';
const opened: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const messageOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { message?: unknown }).message;

/** A dashboard over a database and a queue store of its own. */
const givenDashboard = async () => {
  const database = await createTestDatabase({ servers, migrate });
  opened.push(() => database.drop());
  const sql = connect({ url: database.url, max: 4 });
  opened.push(() => sql.end({ timeout: 5 }));
  const backend = await openQueueBackend({
    redisUrl: servers.redisUrl,
    prefix: uniqueName('dashboard'),
  });
  opened.push(() => backend.close());
  await expect
    .poll(() =>
      backend.ping().then(
        () => 'up',
        () => 'away',
      ),
    )
    .toBe('up');
  const app = createApp({
    ...operateOn(sql, backend, createCatalogue(builtInTypes)),
    log,
    login: undefined,
    documentationUrl: 'http://127.0.0.1:8001/documentation',
    observe: () => undefined,
  });
  const store = createDeliveryStore(sql);
  const queries = createQueries(sql);
  const bus = bootstrap({
    unitOfWork: createUnitOfWork(sql),
    catalogue: createCatalogue(builtInTypes),
    now: () => new Date(),
    newId: uuidv7,
  });

  /** Notifications that ended, and their jobs among the failed. */
  const fail = async (count: number, to: 'failed' | 'unknown' = 'failed'): Promise<string[]> => {
    const requests = Array.from({ length: count }, () =>
      requestOf({ type: 'welcome', template: 'welcome', variables: {} }),
    );
    const [receipt] = await bus.handle({
      type: 'accept',
      submissions: [submissionOf({ requests })],
    });
    if (!receipt?.ok) throw receipt?.error;
    const ids = receipt.value.notifications.map(({ notificationId }) => notificationId);
    await sql`delete from outbox`;
    const before = (await backend.counts(lane)).failed;
    await backend.jobQueue(lane).add(ids.map((id) => ({ id, dispatch: 1 })));
    const worker = backend.worker(lane, {
      concurrency: 4,
      onError: () => undefined,
      async process(job) {
        const [loaded] = await store.load([job]);
        if (!loaded) throw new Error(`${job.id} is not there`);
        const { notification } = loaded;
        if (to === 'unknown') {
          await sql`
            update notifications set status = 'sending', worker = 'test',
              lease_until = now() + interval '20 seconds'
            where id = ${job.id}`;
        }
        const reason = { code: '550 5.1.1', detail: 'no such mailbox' };
        const end = concluded(notification, to, { reason, at: new Date() });
        await store.settle([end]);
        return { verdict: 'give_up', message: '550 5.1.1: no such mailbox' };
      },
    });
    await expect
      .poll(async () => (await backend.counts(lane)).failed, { timeout: 10_000 })
      .toBe(before + count);
    await worker.close(1_000);
    await sql`delete from outbox`;
    return ids;
  };

  const put = (path: string) => app.request(`/queues/api/queues/${path}`, { method: 'PUT' });
  const jobs = () =>
    sql<{ id: string; dispatch: number; destination: string }[]>`
      select notification_id as id, dispatch, destination from outbox
      where destination <> 'exchange' order by id`;
  const seen = async (id: string) => {
    const detail = await queries.notification(id);
    if (!detail) throw new Error(`notification ${id} is gone`);
    return detail;
  };
  return { sql, url: database.url, app, backend, bus, fail, put, jobs, seen };
};

test('the retry button sends again: a new redrive and dispatch, an outbox row, and the failed job gone', async () => {
  const { backend, fail, put, jobs, seen } = await givenDashboard();
  const [id = ''] = await fail(1);

  const response = await put(`${lane}/${jobIdOf({ id, dispatch: 1 })}/retry`);

  expect(response.status).toBe(204);
  const { notification, timeline } = await seen(id);
  expect(notification).toMatchObject({ status: 'queued', redrive: 1, dispatch: 2, attempts: 0 });
  expect(timeline.map(({ detail }) => detail)).toContain(
    'handed to the queue again by the dashboard',
  );
  expect(await jobs()).toEqual([{ id, dispatch: 2, destination: lane }]);
  expect(await backend.counts(lane)).toMatchObject({ failed: 0, waiting: 0, delayed: 0 });
});

test('two clicks at once are one redrive, and a later one finds no job', async () => {
  const { fail, put, seen } = await givenDashboard();
  const [id = ''] = await fail(1);
  const path = `${lane}/${jobIdOf({ id, dispatch: 1 })}/retry`;

  const answers = await Promise.all([put(path), put(path)]);
  const late = await put(path);

  expect(answers.some(({ status }) => status === 204)).toBe(true);
  expect(late.status).toBe(404);
  expect((await seen(id)).notification).toMatchObject({ status: 'queued', redrive: 1 });
});

test('what cannot be sent again is answered with the reason, and its job stays', async () => {
  const { sql, backend, fail, put, jobs } = await givenDashboard();
  const [id = ''] = await fail(1);
  await sql`update notifications set status = 'sent' where id = ${id}`;

  const response = await put(`${lane}/${jobIdOf({ id, dispatch: 1 })}/retry`);

  expect(response.status).toBe(409);
  expect(await messageOf(response)).toBe(`notification ${id} is sent, cannot send it again`);
  expect(await jobs()).toEqual([]);
  expect((await backend.counts(lane)).failed).toBe(1);
});

test('retry all sends every failed one again and leaves those that may have been sent', async () => {
  const { backend, fail, put, jobs, seen } = await givenDashboard();
  const failed = await fail(5);
  const [unknown = ''] = await fail(1, 'unknown');

  const response = await put(`${lane}/retry/failed`);

  expect(await response.json()).toEqual({ retried: 5, skipped: 1 });
  expect((await jobs()).map(({ id }) => id).sort()).toEqual([...failed].sort());
  expect((await seen(unknown)).notification.status).toBe('unknown');
  expect((await backend.counts(lane)).failed).toBe(1);
});

test('one that may have been sent is sent again by a click on itself, under the same redrive', async () => {
  const { fail, put, seen } = await givenDashboard();
  const [id = ''] = await fail(1, 'unknown');

  const response = await put(`${lane}/${jobIdOf({ id, dispatch: 1 })}/retry`);

  expect(response.status).toBe(204);
  expect((await seen(id)).notification).toMatchObject({
    status: 'queued',
    redrive: 0,
    dispatch: 2,
  });
});

test('a waiting job can neither be retried nor removed nor promoted', async () => {
  const { backend, put } = await givenDashboard();
  const job = { id: uuidv7(), dispatch: 1 };
  await backend.jobQueue(lane).add([job]);

  const answers = await Promise.all(
    ['retry', 'clean', 'promote'].map((action) => put(`${lane}/${jobIdOf(job)}/${action}`)),
  );

  expect(answers.map(({ status }) => status)).toEqual([409, 409, 403]);
  expect((await backend.counts(lane)).waiting).toBe(1);
});

test('a job that is none of ours is refused and can be removed', async () => {
  const { backend, fail, put } = await givenDashboard();
  const [id = ''] = await fail(1);
  const [, queue] = backend.bullQueues();
  const job = await queue?.getJob(jobIdOf({ id, dispatch: 1 }));
  await job?.updateData({ id: 'nonsense', dispatch: 1 });

  const retried = await put(`${lane}/${job?.id}/retry`);
  const removed = await put(`${lane}/${job?.id}/clean`);

  expect(retried.status).toBe(409);
  expect(await messageOf(retried)).toContain('no job of Postroom');
  expect(removed.status).toBe(204);
  expect((await backend.counts(lane)).failed).toBe(0);
});

test('a paused lane is written down in Postgres and obeyed by the queue store', async () => {
  const { sql, backend, put } = await givenDashboard();
  const controls = createLaneControls(sql);

  await put('bulk/pause');
  expect(await controls.paused()).toEqual(new Set(['bulk']));
  expect(await backend.isLanePaused('bulk')).toBe(true);

  await put('resume');
  expect(await controls.paused()).toEqual(new Set());
  expect(await backend.isLanePaused('bulk')).toBe(false);
});

test('the page of the queues lists every lane with its jobs', async () => {
  const { app, fail } = await givenDashboard();
  const [id = ''] = await fail(1);

  const response = await app.request(`/queues/api/queues?activeQueue=${lane}&status=failed&page=1`);

  const data = { id, dispatch: 1 };
  expect(await response.json()).toMatchObject({
    queues: [
      { name: 'critical', counts: { failed: 0 } },
      { name: lane, counts: { failed: 1 }, jobs: [{ id: jobIdOf(data), data }] },
      { name: 'bulk' },
    ],
  });
});

test('it starts on queues in Postgres behind its login, says when it is ready, and stops', async () => {
  const database = await createTestDatabase({ servers, migrate });
  opened.push(() => database.drop());
  await migrateQueues({ databaseUrl: database.url });
  const config = parseConfig(
    {
      DATABASE_URL: database.url,
      DASHBOARD_PORT: '0',
      DASHBOARD_USERNAME: 'operator',
      DASHBOARD_PASSWORD: 'secret',
      OPS_PORT: '0',
    },
    'dashboard',
  );
  const metrics = createMetrics({ role: 'dashboard', version: 'test' });

  const started = await start(config, { log, metrics, signal: new AbortController().signal });
  opened.push(() => started.stop());

  const refused = await fetch(`${started.url}/queues/api/queues`);
  const headers = { authorization: `Basic ${btoa('operator:secret')}` };
  const answer = await fetch(`${started.url}/queues/api/queues`, { headers });
  const asset = await fetch(`${started.url}/queues/static/favicon.ico`, { headers });
  expect([refused.status, answer.status, asset.status]).toEqual([401, 200, 200]);
  expect(await metrics.registry.metrics()).toContain(
    'postroom_http_request_seconds_count{route="/queues/api",method="GET",status="401"',
  );

  await started.stop();
  await expect(fetch(`${started.url}/queues`)).rejects.toThrow();
});
