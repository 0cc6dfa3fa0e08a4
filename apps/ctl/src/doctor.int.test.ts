import { generateKeyPairSync } from 'node:crypto';
import dns from 'node:dns';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createProcessStore, migrate } from '@postroom/adapters/postgres';
import { queueNames } from '@postroom/domain';
import { freePort, startInbox, startRedis } from '@postroom/local';
import { createTestDatabase, createTestVhost, makeCertificates } from '@postroom/local/testing';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { runCtl } from './run-ctl.ts';
import { startNameServer } from './testing/name-server.ts';

const servers = inject('servers');

/** Runs `doctor` as a person does, and answers with what it said. */
const doctor = async (env: Record<string, string>) => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCtl(['doctor'], {
    env,
    say: (text) => void out.push(text),
    complain: (text) => void err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
};

/** A database with the schema, and heartbeats as of a fleet at work. */
const installation = async () => {
  const database = await createTestDatabase({ servers, migrate });
  const { sql } = await atWork(database.url);
  onTestFinished(() => database.drop());
  return { url: database.url, sql };
};

/** Heartbeats as of a fleet. */
const atWork = async (url: string) => {
  const sql = connect({ url, max: 2 });
  onTestFinished(() => sql.end({ timeout: 5 }));
  const sight = { states: {}, figures: {}, since: {} };
  const processes = createProcessStore(sql);
  await processes.beat({ id: 'r-1', role: 'relay', lanes: [], sight });
  await processes.beat({ id: 'w-1', role: 'worker', lanes: queueNames, sight });
  return { sql };
};

const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'postroom-doctor-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const fails = (out: string): readonly string[] =>
  out.split('\n').filter((line) => line.startsWith('fail'));

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

  test('a sender whose domain has no records', async () => {
    const { url } = await installation();
    const names = await startNameServer();
    const before = dns.getServers();
    const inbox = await startInbox();
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const folder = await temporaryFolder();
    const keyFile = join(folder, 'dkim.key');
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    dns.setServers([names.address]);
    onTestFinished(async () => {
      dns.setServers(before);
      names.stop();
      await inbox.stop();
    });
    const env = {
      DATABASE_URL: url,
      SMTP_URL: inbox.smtpUrl,
      EMAIL_FROM: 'hello@mail.shop.com',
      DKIM_DOMAIN: 'mail.shop.com',
      DKIM_SELECTOR: 's1',
      DKIM_KEY_FILE: keyFile,
    };

    const ill = await doctor(env);
    const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const [, domain = ''] = /(\S+) has no SPF record: add a TXT record "v=spf1/.exec(ill.out) ?? [];
    const [, dkim = ''] = /(\S+) has no DKIM key: publish the public one/.exec(ill.out) ?? [];
    const [, dmarc = '', policy = ''] = /at (_dmarc\.\S+), .*"(.*?)"/.exec(ill.out) ?? [];
    names.zone.set(domain, ['v=spf1 include:_spf.provider.net ~all']);
    names.zone.set(dkim, [`v=DKIM1; k=rsa; p=${key}`]);
    names.zone.set(dmarc, [policy]);
    const well = await doctor(env);

    expect([ill.code, fails(ill.out)]).toEqual([
      1,
      [expect.stringContaining('s1._domainkey.mail.shop.com')],
    ]);
    expect(well.out).toMatch(/^ok {4}sender +SPF: /m);
    expect(well.out).toMatch(/^ok {4}sender +DKIM: s1\._domainkey/m);
    expect(well.out).toMatch(/^ok {4}sender +DMARC: v=DMARC1; p=none$/m);
    expect([well.code, well.out.split('\n').at(-1)]).toEqual([0, 'nothing is wrong']);
  });

  test('a server over TLS whose authority is not trusted, and a key of another certificate', async () => {
    const { url } = await installation();
    const folder = await temporaryFolder();
    const { caFile, certOf, keyOf } = await makeCertificates(join(folder, 'ssl'));
    const tls = {
      port: await freePort(0),
      caFile,
      certFile: certOf('redis'),
      keyFile: keyOf('redis'),
    };
    const redis = await startRedis({ dir: join(folder, 'redis'), tls });
    onTestFinished(() => redis.stop());
    const overTls = redis.url.replace('redis:', 'rediss:').replace(/:\d+$/, `:${tls.port}`);
    // The database of the tests speaks no TLS.
    const env = { DATABASE_URL: `${url}?sslmode=disable`, REDIS_URL: overTls };
    const trusting = { ...env, TLS_CA_FILE: caFile, TLS_CERT_FILE: certOf('client') };

    const untrusted = await doctor(env);
    const mixed = await doctor({ ...trusting, TLS_KEY_FILE: keyOf('primary') });
    const well = await doctor({ ...trusting, TLS_KEY_FILE: keyOf('client') });

    expect(untrusted.out).toMatch(/^fail {2}redis +.*TLS_CA_FILE must hold the authority/m);
    expect(mixed.err).toMatch(/TLS_KEY_FILE.* is not the key of TLS_CERT_FILE; name the two/);
    expect([untrusted.code, mixed.code]).toEqual([1, 2]);
    expect([well.code, fails(well.out)]).toEqual([0, []]);
    expect(well.out).toMatch(/^ok {4}certificates +TLS_CERT_FILE is valid/m);
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
