import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../platform/eventually.ts';
import { freePort } from '../platform/free-port.ts';
import { guard } from '../testing/guard.ts';
import { type Management, managementApi } from './management.ts';
import { type RunningRabbitmq, startRabbitmq } from './start.ts';

let folder: string;
let release: () => void;
let dir: string;
let broker: RunningRabbitmq;
let management: Management;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postroom-rabbitmq-'));
  release = guard(folder);
  dir = join(folder, 'rabbitmq');
  await start();
});

afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
  release();
});

test('a virtual host is made, usable by its URL, and deleted', async () => {
  await broker.createVhost('a/b');
  const names = async (): Promise<readonly string[]> =>
    ((await management.request('GET', '/vhosts')) as { name: string }[]).map(({ name }) => name);

  expect(await names()).toEqual(['/', 'a/b']);
  expect(broker.vhostUrl('a/b')).toBe(`${broker.url}/a%2Fb`);
  await broker.deleteVhost('a/b');
  await broker.deleteVhost('a/b');

  expect(await names()).toEqual(['/']);
});

test('general_queue gets what is said and drops the oldest when it is full', async () => {
  const routed = await management.request('POST', '/exchanges/%2F/notification.events/publish', {
    routing_key: 'notification.sent',
    properties: {},
    payload: '{}',
    payload_encoding: 'string',
  });
  const policy = await management.request('GET', '/policies/%2F/general_queue');

  expect(routed).toEqual({ routed: true });
  expect(policy).toMatchObject({ definition: { overflow: 'drop-head' } });
});

test('it listens on the loopback address alone', async () => {
  const { listeners } = (await management.request('GET', '/overview')) as {
    listeners: { protocol: string; ip_address: string; socket_opts: { ip?: string } }[];
  };
  const addressOf = (protocol: string): string | undefined => {
    const listener = listeners.find((one) => one.protocol === protocol);
    // The management's listener is shown as bound to all, with the address among its options.
    return listener?.socket_opts.ip ?? listener?.ip_address;
  };

  expect(['amqp', 'clustering', 'http'].map(addressOf)).toEqual(Array(3).fill('127.0.0.1'));
});

test('a broker that was killed starts again with its quorum queues and their messages', async () => {
  const published = { routing_key: 'kept', payload: 'hello', payload_encoding: 'string' };
  await management.request('PUT', '/queues/%2F/kept', {
    durable: true,
    arguments: { 'x-queue-type': 'quorum' },
  });
  await management.request('POST', '/exchanges/%2F//publish', {
    ...published,
    properties: { delivery_mode: 2 },
  });
  // RabbitMQ 3.10 writes a queue's name down half a second after it has answered.
  await eventually(() => (namesOnDisk().includes('_kept') ? true : undefined), {
    what: 'the queue to be on disk',
    deadlineMs: 10_000,
  });
  process.kill(broker.pid, 'SIGKILL');
  await broker.exited;

  await start();
  const got = await management.request('POST', '/queues/%2F/kept/get', {
    count: 1,
    ackmode: 'ack_requeue_false',
    encoding: 'auto',
  });

  expect(got).toMatchObject([{ payload: 'hello' }]);
});

test('a broker that outlived its parent gives way to the next start', async () => {
  const orphan = broker;

  await start();

  expect(await orphan.exited).toBe('exit 0');
  expect(broker.pid).not.toBe(orphan.pid);
});

test('a port that was taken after it had been chosen is chosen again', async () => {
  await broker.stop();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port: taken } = other.address() as AddressInfo;
  const choices = [taken];

  broker = await startRabbitmq({
    dir,
    managementPort: async () => choices.pop() ?? (await freePort(0)),
  });

  expect(choices).toEqual([]);
  expect(new URL(broker.managementUrl).port).not.toBe(String(taken));
}, 120_000);

test('the password is in no file that others can read', () => {
  const password = new URL(broker.url).password;

  expect(readFileSync(join(dir, 'password'), 'utf8').trim()).toBe(password);
  expect(password).toMatch(/^[\w-]{32}$/);
});

function namesOnDisk(): string {
  const data = join(dir, 'data');
  const file = readdirSync(data, { recursive: true, encoding: 'utf8' }).find((path) =>
    /[/]quorum[/].*[/]names[.]dets$/.test(path),
  );
  return file === undefined ? '' : readFileSync(join(data, file), 'latin1');
}

async function start(): Promise<void> {
  broker = await startRabbitmq({ dir, queues: 'general' });
  management = managementApi({ url: broker.managementUrl });
}
