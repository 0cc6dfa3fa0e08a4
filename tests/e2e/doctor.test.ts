import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { connect } from 'amqplib';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import type { RoleProcess } from '../support/role-process.ts';
import { until } from '../support/until.ts';

const ctl = fileURLToPath(new URL('../../apps/ctl/dist/main.js', import.meta.url));
const servers = inject('servers');

/** A mail server that knows one password, and a Resend that knows one key. */
const providers = async () => {
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ password }, _session, done) =>
      password === 'right' ? done(null, { user: 'postroom' }) : done(new Error('no such login')),
  });
  smtp.on('error', () => undefined);
  const resend = createServer(({ headers }, response) => {
    const isRight = headers.authorization === 'Bearer re_right';
    const domains = { data: [{ name: 'postroom.example', status: 'verified' }] };
    response
      .writeHead(isRight ? 200 : 400)
      .end(JSON.stringify(isRight ? domains : { name: 'validation_error' }));
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
  await new Promise<void>((resolve) => resend.listen(0, '127.0.0.1', () => resolve()));
  // Both listen on a port of an address.
  const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
  return {
    env: (secret: string) => ({
      EMAIL_PROVIDERS: 'smtp,resend',
      SMTP_URL: `smtp://postroom:${secret}@127.0.0.1:${portOf(smtp.server)}`,
      RESEND_API_KEY: `re_${secret}`,
      RESEND_BASE_URL: `http://127.0.0.1:${portOf(resend)}`,
    }),
    stop: () => {
      smtp.close();
      resend.close();
    },
  };
};

let world: Installation;
let mail: Awaited<ReturnType<typeof providers>>;
let bridge: RoleProcess;
beforeAll(async () => {
  [world, mail] = await Promise.all([
    createInstallation(servers, {
      env: { RABBITMQ_MANAGEMENT_URL: servers.rabbitmqManagementUrl },
    }),
    providers(),
  ]);
});
afterAll(async () => {
  await world?.stop();
  mail?.stop();
});

interface Told {
  readonly code: number;
  readonly out: string;
  /** The parts that fail. */
  readonly failing: readonly string[];
}

const run = (words: readonly string[], env: Readonly<Record<string, string>>): Promise<Told> =>
  new Promise((resolve) => {
    const told = (error: Error | null, out: string) => {
      const failing = [...out.matchAll(/^fail +(\w+) /gm)].map(([, part]) => part ?? '');
      resolve({ code: error === null ? 0 : 1, out, failing: [...new Set(failing)] });
    };
    execFile(process.execPath, [ctl, ...words], { env: { ...world.env, ...env } }, told);
  });
const doctor = (secret = 'right') => run(['doctor'], mail.env(secret));

test('an installation in which nothing runs and no password is right, and what the doctor advises', async () => {
  await world.sql`
    insert into notifications (id, type, queue, status, source, recipient_email, template, variables,
      sensitive, tags, correlation_id, test, expires_at, lease_until)
    values ('0198f3c2-7d1e-7c4a-9b1f-000000000001', 'welcome', 'standard', 'sending', 'shop',
      'ada@example.com', 'welcome', '{}', '{}', '{}', 'c-1', false, now() + interval '1 hour',
      now() - interval '1 hour')`;

  const ill = await doctor('wrong');

  expect(ill.code).toBe(1);
  expect(ill.failing).toEqual(
    expect.arrayContaining(['rabbitmq', 'smtp', 'resend', 'bindings', 'workers', 'alerts']),
  );
  expect(ill.out).toMatch(/start a bridge, which declares and binds it/);
  expect(ill.out).toMatch(/smtp +does not answer \(.*\): check SMTP_URL: host, port, login/);
  expect(ill.out).toMatch(/resend +refuses the key .*: make a new one, and set RESEND_API_KEY/);
  expect(ill.out).toMatch(/workers +1 hand-offs .*: start a relay/);
});

test('followed to the letter, leaves nothing wrong', async () => {
  bridge = await world.start('bridge');
  await Promise.all([world.start('relay'), world.start('worker', mail.env('right'))]);
  const model = await connect(world.env.RABBITMQ_URL ?? '');
  const channel = await model.createChannel();
  await channel.assertQueue('general_queue', { durable: true });
  await channel.bindQueue('general_queue', 'notification.events', 'notification.#');
  await model.close();
  const left = await until('the hand-off to be settled', async () => {
    const told = await doctor();
    return /alerts +unknown_waiting/.test(told.out) && told;
  });
  expect(left.out).toMatch(/^ok +workers /m);
  await run(['resolve', '0198f3c2-7d1e-7c4a-9b1f-000000000001', 'sent'], {});

  const well = await doctor();

  expect(well).toMatchObject({ code: 0, failing: [] });
  expect(well.out).toMatch(/^ok +bindings +notification\.ingest hears \d+ events on notification/m);
  expect(well.out).toMatch(/^ok +alerts +none$/m);
  // The domain of the tests is one that exists nowhere.
  expect(well.out.match(/^warn .*/gm)).toEqual([expect.stringMatching(/^warn +sender /)]);
});

test('a binding that somebody removed is told, and there again when the bridge was started anew', async () => {
  const model = await connect(world.env.RABBITMQ_URL ?? '');
  const channel = await model.createChannel();
  await channel.unbindQueue('notification.ingest', 'notification.events', 'user.registered');
  await model.close();

  const ill = await doctor();
  await bridge.stop();
  const without = await doctor();
  await world.start('bridge');
  const well = await doctor();

  expect(ill.failing).toEqual(['bindings']);
  expect(ill.out).toMatch(/not bound to notification\.events with user\.registered, .*bridge anew/);
  expect(without.failing).toEqual(expect.arrayContaining(['rabbitmq', 'bindings']));
  expect(without.out).toMatch(/nobody reads notification\.ingest .*: start a bridge/);
  expect(well).toMatchObject({ code: 0, failing: [] });
});
