import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@postroom/adapters/postgres';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeFile } from '../compose/compose-file.ts';
import { type Composed, compose } from '../compose/composed.ts';
import { hasPrometheus } from '../compose/images.ts';
import { until } from '../support/until.ts';

/** Grafana is nowhere packaged; Prometheus is left out where it is not installed. */
const leftOut = ['grafana', ...(hasPrometheus() ? [] : ['prometheus'])];
const names = Object.keys(composeFile.services).filter((name) => !leftOut.includes(name));
const goesOn = (name: string) => composeFile.services[name]?.healthcheck !== undefined;
const longLived = names.filter(goesOn);
const oneOffs = names.filter((name) => !goesOn(name));
const roles = ['api', 'bridge', 'relay', 'worker', 'dashboard'];

let composed: Composed;
beforeAll(async () => {
  composed = await compose();
  await Promise.all(names.map((name) => composed.up(name)));
  await Promise.all(longLived.map((name) => composed.healthy(name)));
}, 300_000);
afterAll(() => composed?.remove());

const at = (service: string, port: number, path = '') =>
  `http://localhost:${composed.places.portOf(service, port)}${path}`;
const secret = (name: string): string => composed.secrets()[name] ?? '';
const management = async (path: string, body?: unknown): Promise<unknown> => {
  const login = Buffer.from(`postroom:${secret('RABBITMQ_PASSWORD')}`).toString('base64');
  const answer = await fetch(at('rabbitmq', 15672, `/api${path}`), {
    headers: { authorization: `Basic ${login}` },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  return answer.json();
};
const send = (recipient: string) =>
  fetch(at('api', 8001, '/notifications/send'), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secret('BOOTSTRAP_API_KEY')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      notification_type: 'welcome',
      recipient_email: recipient,
      template_vars: { username: 'Ada' },
    }),
  });
const mailsTo = async (recipient: string): Promise<readonly unknown[]> => {
  const answer = await fetch(at('inbox', 8025, `/api/messages?to=${recipient}`));
  return ((await answer.json()) as { messages: unknown[] }).messages;
};
const secretFile = (name: string) =>
  readFileSync(join(composed.places.pathOf('primary', '/run/servers'), name), 'utf8');
const database = (service: 'primary' | 'standby', tls: { readonly ca?: string }) =>
  connect({
    url: `postgres://postroom_app:${secret('POSTGRES_APP_PASSWORD')}@localhost:${composed.places.portOf(service, 5432)}/postroom`,
    max: 1,
    tls,
  });

test('every service of the file starts, and its health check passes', async () => {
  const checks = await Promise.all(longLived.map((name) => composed.check(name)));

  expect(checks).toEqual(longLived.map(() => 0));
  expect(oneOffs).toEqual(['migrate', 'prepare', 'definitions', 'scrape_key']);
});

test('what runs to its end may run again, and changes nothing', async () => {
  const before = { ...composed.secrets() };

  for (const name of ['migrate', 'definitions', 'scrape_key']) {
    expect([name, await composed.again(name)]).toEqual([name, 0]);
  }

  expect(composed.secrets()).toEqual(before);
});

test('the first key sends a mail: it is in the inbox, its event in general_queue, its lines in the logs', async () => {
  const sent = await send('ada@example.com');
  expect(sent.status).toBe(202);

  const mails = await until('the mail', async () => {
    const found = await mailsTo('ada@example.com');
    return found.length > 0 && found;
  });
  const events = await until('the event', async () => {
    const ask = { count: 1, ackmode: 'ack_requeue_true', encoding: 'auto' };
    const waiting = (await management('/queues/%2F/general_queue/get', ask)) as unknown[];
    return waiting.length > 0 && waiting;
  });

  expect(mails).toHaveLength(1);
  expect(events).toMatchObject([{ routing_key: 'notification.sent' }]);
  expect(await management('/policies/%2F/general_queue')).toMatchObject({
    definition: { 'max-length': 100000, overflow: 'drop-head' },
  });
  const logs = composed.places.pathOf('api', '/app/logs');
  for (const file of ['app.log', 'access.log', 'rabbitmq/rabbitmq.log']) {
    expect([file, statSync(join(logs, file)).size > 0]).toEqual([file, true]);
  }
  for (const server of ['primary', 'standby'])
    expect(readdirSync(join(logs, server))).toHaveLength(1);
});

test('the standby has what the primary has; roles may change rows and no schema, over TLS alone', async () => {
  const ca = secretFile('ca.pem');
  const [primary, standby] = [database('primary', { ca }), database('standby', { ca })];
  const plain = database('primary', {});

  await until('the standby to have it', async () => {
    const [row] = await standby`
      select pg_is_in_recovery() as follows, count(*)::int as known from notifications`;
    return row?.follows === true && row.known > 0;
  });
  await expect(primary`create table mine (id int)`).rejects.toThrow(/permission denied/);
  await expect(plain`select 1`).rejects.toThrow(/no pg_hba.conf entry.*no encryption/);

  await Promise.all([primary, standby, plain].map((sql) => sql.end({ timeout: 1 })));
});

test('Redis evicts nothing and keeps a log, for those who know the password, over TLS alone', async () => {
  const redis = new Redis({
    port: composed.places.portOf('redis', 6379),
    host: 'localhost',
    password: secret('REDIS_PASSWORD'),
    tls: { ca: secretFile('ca.pem') },
  });

  expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);

  redis.disconnect();
});

test('the dashboard asks who is there', async () => {
  const login = `${secret('DASHBOARD_USERNAME')}:${secret('DASHBOARD_PASSWORD')}`;
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;

  expect((await fetch(at('dashboard', 8002))).status).toBe(401);
  expect((await fetch(at('dashboard', 8002), { headers: { authorization } })).status).toBe(200);
});

test('the doctor finds nothing wrong, from a container with everything that it looks at', async () => {
  const doctor = ['node', '--env-file=/run/postroom/roles.env', 'apps/ctl/dist/main.js', 'doctor'];

  const { code, output } = await composed.exec('worker', doctor);

  expect([code, output.match(/^fail .*/gm)]).toEqual([0, null]);
  expect(output).toMatch(/^ok +bindings +notification\.ingest hears/m);
  expect(output).toMatch(/^ok +redis +answers, evicts nothing/m);
  expect(output).toMatch(/^ok +smtp /m);
});

test('a dump restores into an empty database, with the rights of those who use it', async () => {
  const file = composed.places.pathOf('primary', '/var/lib/postgresql/postroom.dump');
  const shell = (command: string) => composed.exec('primary', ['sh', '-c', command]);

  const steps = [
    await shell(`pg_dump --username postroom --format=custom postroom > ${file}`),
    await shell('createdb --username postroom restored'),
    await shell(`pg_restore --username postroom --exit-on-error --dbname restored < ${file}`),
  ];

  expect(steps.map(({ code, output }) => [code, output])).toEqual(steps.map(() => [0, '']));
  const url = `postgres://postroom_app:${secret('POSTGRES_APP_PASSWORD')}@localhost:${composed.places.portOf('primary', 5432)}/restored`;
  const restored = connect({ url, max: 1, tls: { ca: secretFile('ca.pem') } });
  expect(await restored`select status from notifications`).toEqual([{ status: 'sent' }]);
  await expect(restored`insert into suppressions default values`).rejects.toThrow(/null value/);
  await expect(restored`create table mine (id int)`).rejects.toThrow(/permission denied/);
  await restored.end({ timeout: 1 });
});

describe.skipIf(!hasPrometheus())('Prometheus, where it is installed,', () => {
  test('scrapes every role with the key made for it, and has its rules', async () => {
    const ask = async (path: string) =>
      ((await (await fetch(at('prometheus', 9090, `/api/v1/${path}`))).json()) as { data: never })
        .data;

    const targets = await until(
      'every target to be up',
      async () => {
        const { activeTargets } = (await ask('targets')) as { activeTargets: Target[] };
        return activeTargets.every(({ health }) => health === 'up') && activeTargets;
      },
      60_000,
    );
    const { groups } = (await ask('rules')) as { groups: { rules: { health: string }[] }[] };

    expect(targets.map(({ labels }) => labels.job).sort()).toEqual([
      ...['postroom-api', 'postroom-bridge', 'postroom-dashboard'],
      ...['postroom-fleet', 'postroom-relay', 'postroom-worker'],
    ]);
    expect(groups.flatMap(({ rules }) => rules).length).toBeGreaterThan(10);
  });
});

test('the standby, promoted in place of a stopped primary, is found by every role', async () => {
  await composed.stop('primary');
  const promote = ['psql', '--username', 'postroom', '--command', 'select pg_promote()'];
  expect(await composed.exec('standby', promote)).toMatchObject({ code: 0 });

  const status = await until('acceptance to go on', async () => {
    const answer = await send('bob@example.com').catch(() => undefined);
    return answer?.status === 202 && answer.status;
  });

  expect(status).toBe(202);
  await until('the mail', async () => (await mailsTo('bob@example.com')).length > 0);
});

test('a service that is stopped is seen by its health check, and ends in good order', async () => {
  const codes = await Promise.all(roles.map((name) => composed.stop(name)));
  expect(codes).toEqual(roles.map(() => 0));
  const servers = longLived.filter((name) => !roles.includes(name));
  expect(await Promise.all(servers.map((name) => composed.stop(name)))).toEqual(
    servers.map(() => 0),
  );

  const checks = await Promise.all(longLived.map((name) => composed.check(name)));

  expect(longLived.filter((_, i) => checks[i] === 0)).toEqual([]);
});

interface Target {
  readonly health: string;
  readonly labels: { readonly job: string };
}
