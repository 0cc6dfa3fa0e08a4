import { once } from 'node:events';
import { connect as connectTo } from 'node:net';
import { migrate } from '@postroom/adapters/postgres';
import { startRedis } from '@postroom/local';
import { createTestDatabase, createTestVhost } from '@postroom/local/testing';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { atWork, doctor, fails, installation, temporaryFolder } from './testing/doctor-world.ts';

const servers = inject('servers');

test('finds nothing wrong where nothing is', async () => {
  const { url } = await installation();

  const { code, out } = await doctor({ DATABASE_URL: url });

  for (const part of ['database', 'schema', 'clock', 'types', 'processes', 'alerts']) {
    expect(out).toMatch(new RegExp(`^ok {4}${part} `, 'm'));
  }
  expect(out).toContain('at work: api 0, relay 1, bridge 0, worker 1, dashboard 0');
  expect([code, fails(out)]).toEqual([0, []]);
  expect(out).toMatch(/nothing is wrong/);
});

describe('says what is wrong and what to do; when that is done, nothing is wrong', () => {
  test('a database without its schema', async () => {
    const database = await createTestDatabase({
      servers,
      migrate: async () => undefined,
      schemaVersion: 'empty',
    });
    onTestFinished(() => database.drop());
    const before = await doctor({ DATABASE_URL: database.url });
    expect(before.code).toBe(1);
    expect(before.out).toMatch(/^fail {2}schema .*run npm run migrate$/m);

    await migrate(database.url);
    const without = await doctor({ DATABASE_URL: database.url });
    await atWork(database.url);
    const after = await doctor({ DATABASE_URL: database.url });

    expect(without.out).toMatch(/^ok {4}schema /m);
    expect(without.out).toMatch(/^fail {2}alerts +relay_away since .*start one/m);
    expect([after.code, fails(after.out)]).toEqual([0, []]);
  });

  test('a clock that is an hour off', async () => {
    const { url } = await installation();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());

    const before = await doctor({ DATABASE_URL: url });
    vi.useRealTimers();
    const after = await doctor({ DATABASE_URL: url });

    expect(before.out).toMatch(/^warn {2}clock +this machine's differs .* by 3600 s: .*NTP/m);
    expect(after.out).toMatch(/^ok {4}clock /m);
  });

  test('a Redis that throws jobs away and keeps no log', async () => {
    const { url } = await installation();
    const redis = await startRedis({ dir: await temporaryFolder() });
    onTestFinished(() => redis.stop());
    const env = { DATABASE_URL: url, REDIS_URL: redis.url };
    const healthy = await doctor(env);
    await tellRedis(redis, 'CONFIG SET maxmemory-policy allkeys-lru', 'CONFIG SET appendonly no');

    const { code, out } = await doctor(env);
    const advice = [...out.matchAll(/CONFIG SET \S+ \w+/g)].map(([command]) => command);
    await tellRedis(redis, ...advice);

    expect([healthy.code, code]).toEqual([0, 1]);
    expect(out).toMatch(/^fail {2}redis +maxmemory-policy is allkeys-lru/m);
    expect(out).toMatch(/^warn {2}redis +appendonly is off/m);
    expect(advice).toHaveLength(2);
    expect(await doctor(env)).toEqual(healthy);
  });

  test('rows of the outbox that were set aside, and a paused lane, which is no fault', async () => {
    const { url, sql } = await installation();
    await sql`
      insert into outbox (destination, notification_id, dispatch, available_at, created_at, quarantined_at)
      values ('bulk', gen_random_uuid(), 1, now() - interval '1 hour', now() - interval '1 hour', null),
        ('critical', gen_random_uuid(), 1, now() - interval '1 hour', now() - interval '1 hour', null),
        ('standard', gen_random_uuid(), 1, now(), now(), now())`;
    await sql`insert into lane_controls (queue, paused, changed_by) values ('standard', true, 'eve')`;

    const before = await doctor({ DATABASE_URL: url });
    await sql`delete from outbox`;
    const after = await doctor({ DATABASE_URL: url });

    expect(before.out).toMatch(/^fail {2}alerts +outbox_old since .*for critical wait/m);
    expect(before.out).toMatch(/^warn {2}alerts +outbox_old since .*for bulk wait/m);
    expect(before.out).toMatch(/^warn {2}alerts +outbox_quarantined since .*last_error/m);
    expect(after.out).toMatch(/^ok {4}alerts +lane_paused since .*eve paused/m);
    expect([before.code, after.code]).toEqual([1, 0]);
  });

  test('servers and providers that are not there', async () => {
    const { url } = await installation();
    const nowhere = '127.0.0.1:1';

    const { code, out, err } = await doctor({
      DATABASE_URL: url,
      REDIS_URL: `redis://${nowhere}`,
      RABBITMQ_URL: `amqp://${nowhere}`,
      SMTP_URL: `smtp://${nowhere}`,
      RESEND_API_KEY: 're_canary',
      RESEND_BASE_URL: `http://${nowhere}`,
      EMAIL_FROM: 'hello@postroom.example',
    });

    expect(fails(out)).toEqual([
      expect.stringMatching(/redis +does not answer .*check REDIS_URL/),
      expect.stringMatching(/rabbitmq +does not answer .*check RABBITMQ_URL/),
      expect.stringMatching(/smtp +does not answer .*check SMTP_URL/),
      expect.stringMatching(/resend +does not answer .*RESEND_BASE_URL/),
    ]);
    expect([code, err]).toEqual([1, '4 things are wrong']);
    expect(out).not.toContain('re_canary');
  });

  test('a broker where no bridge has been', async () => {
    const { url } = await installation();
    const vhost = await createTestVhost(servers);
    onTestFinished(() => vhost.drop());

    const { code, out } = await doctor({ DATABASE_URL: url, RABBITMQ_URL: vhost.url });

    expect(code).toBe(1);
    expect(out).toMatch(
      /^fail {2}rabbitmq +there is no exchange notification\.events: start the bridge/m,
    );
    expect(out).toMatch(
      /^fail {2}rabbitmq +there is no queue notification\.ingest: start a bridge/m,
    );
    expect(out).toMatch(/^warn {2}rabbitmq +there is no general_queue/m);
    // The broker of tests has its management elsewhere, and nobody told.
    expect(out).toMatch(/^warn {2}bindings +cannot be seen: .*15672.*RABBITMQ_MANAGEMENT_URL/m);
  });

  test('hand-offs that a dead worker left', async () => {
    const { url, sql } = await installation();
    await sql`
      insert into notifications (id, type, queue, status, source, recipient_email, template, variables,
        sensitive, tags, correlation_id, test, expires_at, lease_until)
      values (gen_random_uuid(), 'welcome', 'standard', 'sending', 'shop', 'ada@example.com', 'welcome',
        '{}', '{}', '{}', 'c-1', false, now() + interval '1 hour', now() - interval '1 hour')`;

    const { out } = await doctor({ DATABASE_URL: url });

    expect(fails(out)).toEqual([expect.stringMatching(/workers +1 hand-offs .*start a relay/)]);
  });
});

test('a database that is away is told, without its password', async () => {
  const { code, out } = await doctor({
    DATABASE_URL: 'postgres://postroom:s3cret@127.0.0.1:1/postroom',
  });

  expect(code).toBe(1);
  expect(out).toMatch(/^fail {2}database +does not answer .*DATABASE_URL/m);
  expect(out).not.toContain('s3cret');
});

/** Says commands to a Redis, as `redis-cli` does. */
const tellRedis = async (
  { url, port }: { readonly url: string; readonly port: number },
  ...commands: readonly string[]
): Promise<void> => {
  const socket = connectTo(port, '127.0.0.1');
  const said = [`AUTH ${new URL(url).password}`, ...commands, 'QUIT'];
  socket.end(`${said.join('\r\n')}\r\n`);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  await once(socket, 'close');
  expect(answer).toBe('+OK\r\n'.repeat(said.length));
};
