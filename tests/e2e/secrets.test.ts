import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { freePort } from '@postroom/local';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import type { RoleProcess } from '../support/role-process.ts';
import { dumpOf, redisCommands } from '../support/traces.ts';
import { until } from '../support/until.ts';

const random = () => randomBytes(12).toString('hex');
/** Found nowhere but in mails and, until they are erased, among the variables. */
const canary = `canary${random()}`;
const person = `person${random()}`;
const adminSecret = randomBytes(24).toString('hex');
const admin = `pr_live_0123456789abcdef_${adminSecret}`;
const password = `dashboard${random()}`;

describe('secrets, with keys, every role, and logs that tell all', () => {
  let postroom: Installation;
  let otherUrl: string;
  let api: RoleProcess;
  const roles: RoleProcess[] = [];

  beforeAll(async () => {
    postroom = await createInstallation(inject('servers'), {
      env: {
        AUTH: 'keys',
        BOOTSTRAP_API_KEY: admin,
        LOG_LEVEL: 'debug',
        RETRY_BASE_MS: '200',
        DASHBOARD_USERNAME: 'ops',
        DASHBOARD_PASSWORD: password,
      },
      answer: (recipient, visit) => {
        if (recipient.includes('greylisted') && visit === 1)
          return `451 4.7.1 <${recipient}> later`;
        if (recipient.includes('nobody')) return `550 5.1.1 <${recipient}> no such user`;
        return undefined;
      },
    });
    const PORT = String(await freePort(0, { explicit: undefined }));
    otherUrl = `http://127.0.0.1:${PORT}`;
    roles.push(
      ...(await Promise.all([
        postroom.start('api'),
        postroom.start('api', { PORT }),
        ...['bridge', 'relay', 'worker', 'dashboard'].map((role) => postroom.start(role)),
      ])),
    );
    [api] = roles as [RoleProcess];
  });
  afterAll(() => postroom.stop());

  const ask = (path: string, init: RequestInit = {}, key = admin, url = postroom.apiUrl) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${key}`,
        ...(init.headers as Record<string, string>),
      },
    });
  const post = (path: string, body: unknown, headers = {}) =>
    ask(path, { method: 'POST', body: JSON.stringify(body), headers });
  const verification = (recipient: string, more: object = {}) => ({
    notification_type: 'email_verification',
    recipient_email: recipient,
    userid: 'canary',
    template_vars: {
      username: 'Ada',
      verification_link: `https://app.example.com/verify/${canary}`,
    },
    ...more,
  });
  const send = async (body: unknown): Promise<string> => {
    const answer = await post('/notifications/send', body);
    expect(answer.status).toBe(202);
    return ((await answer.json()) as { notification_id: string }).notification_id;
  };
  const ended = async (id: string, status: string) => {
    const answer = await ask(`/notifications/${id}?wait=30`);
    expect(await answer.json()).toMatchObject({ status });
  };

  it('of tokens and addresses leave no trace: not in logs, Redis, events, answers, metrics, pages or other columns', async () => {
    const address = (name: string) => `${person}-${name}@example.com`;
    const [sent, retried, failed] = await Promise.all(
      ['sent', 'greylisted', 'nobody'].map((name) => send(verification(address(name)))),
    );
    await post('/notifications/preview', verification(address('sent')));
    await post('/notifications/send', verification(`broken ${address('x')}`, { subjct: canary }));
    await post('/notifications/send', `{"token":"${canary}" "broken"}`);
    const event = { userid: 'canary', username: 'Ada', verify_token: canary };
    const published = 'user.email_verification_requested';
    await postroom.listener.publish(published, { ...event, email: address('event') });
    await postroom.listener.publish(published, { ...event, email: `no address ${canary}` });
    await postroom.listener.publish(published, `{"verify_token":"${canary}"`);
    await Promise.all([
      ended(sent ?? '', 'sent'),
      ended(retried ?? '', 'sent'),
      ended(failed ?? '', 'failed'),
      postroom.sink.mailTo(address('event')),
    ]);
    const told = ['notification.sent', 'notification.failed', 'notification.preferences_created'];
    await until('the events', () =>
      told.every((type) => postroom.listener.events.some(({ routingKey }) => routingKey === type)),
    );
    const dead = await until('both dead letters', () => {
      const lines = roles.flatMap((role) => role.log());
      const found = lines.filter((line) => line.event === 'message.dead');
      return found.length === 2 && found;
    });
    await until('every job to be done', async () => {
      const rows = await postroom.sql`select 1 from outbox`;
      const open =
        await postroom.sql`select 1 from notifications where status not in ('sent', 'failed')`;
      return rows.length === 0 && open.length === 0;
    });

    const answers = await Promise.all(
      [
        ...[sent, retried, failed].map((id) => `/notifications/${id}`),
        '/notifications',
        '/notifications/history/canary',
        '/broker/health',
        '/broker/metrics',
        '/broker/prometheus',
        '/metrics',
      ].map(async (path) => [path, await (await ask(path)).text()] as const),
    );
    const pages = await dashboardPages();
    const places = new Map<string, string>([
      ...answers,
      ...pages,
      ...roles.map((role) => [`log of ${role.pid}`, role.output()] as const),
      ['Redis', await redisCommands(postroom.redisDir)],
      ['events', JSON.stringify(postroom.listener.events)],
      ['reasons of dead letters', JSON.stringify(dead)],
    ]);
    const where = (text: string) =>
      [...places].filter(([, content]) => content.includes(text)).map(([place]) => place);
    const tables = await dumpOf(postroom.sql);
    const tablesWith = (text: string) =>
      [...tables].filter(([, rows]) => rows.includes(text)).map(([table]) => table);

    expect(where(canary)).toEqual([]);
    expect(where(person).sort()).toEqual(
      [
        '/notifications',
        ...[sent, retried, failed].map((id) => `/notifications/${id}`),
        '/notifications/history/canary',
        'events',
      ].sort(),
    );
    const carrying = postroom.listener.events.filter((each) =>
      JSON.stringify(each).includes(person),
    );
    expect(new Set(carrying.map(({ routingKey }) => routingKey))).toEqual(
      new Set(['notification.preferences_created']),
    );
    // What failed may be sent again for a while, and needs its link for that.
    const kept = await postroom.sql<{ id: string; others: string }[]>`
      select id, (to_jsonb(n) - 'variables')::text as others from notifications n
      where variables::text like ${`%${canary}%`}`;
    expect(kept.map(({ id }) => id)).toEqual([failed]);
    expect(kept[0]?.others).not.toContain(canary);
    expect(tablesWith(canary).filter((table) => !/\.notifications/.test(table))).toEqual([]);
    expect((await postroom.sink.mailTo(address('sent'))).html).toContain(canary);
    for (const secret of [adminSecret, password]) {
      expect(where(secret)).toEqual([]);
      expect(tablesWith(secret)).toEqual([]);
    }
    expect(places.get(`log of ${roles[0]?.pid}`)).toContain('"level":"debug"');
  });

  const dashboardPages = async () => {
    const dashboard = roles
      .at(-1)
      ?.log()
      .find(({ event }) => event === 'dashboard.started');
    const authorization = `Basic ${Buffer.from(`ops:${password}`).toString('base64')}`;
    const paths = ['/queues', '/queues/api/queues', '/queues/api/queues?activeQueue=critical'];
    return Promise.all(
      paths.map(async (path) => {
        const answer = await fetch(`${dashboard?.url}${path}`, { headers: { authorization } });
        expect(answer.status).toBe(200);
        return [`dashboard ${path}`, await answer.text()] as const;
      }),
    );
  };

  it('of a key that is revoked opens neither of two processes any more', async () => {
    const statuses = () =>
      Promise.all(
        [postroom.apiUrl, otherUrl].map(
          async (url) => (await ask('/notifications', {}, admin, url)).status,
        ),
      );
    const hashed = await postroom.sql`select id, secret_sha256 from api_keys`;

    expect(await statuses()).toEqual([200, 200]);
    await postroom.sql`update api_keys set revoked_at = now()`;
    const refused = until(
      'both to refuse it',
      async () => (await statuses()).every((status) => status === 401),
      15_000,
    );

    await expect(refused).resolves.toBe(true);
    expect(hashed).toHaveLength(1);
    await postroom.sql`update api_keys set revoked_at = null`;
    await until('it to be good again', async () => (await statuses()).every((s) => s === 200));
  });

  it('or not, no body fills the memory, and half a body holds up nobody', async () => {
    const deep = '['.repeat(100_000);
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20));
    const large = Buffer.alloc(10 * 1024 * 1024, 0x20);
    const attack = (body: NonNullable<RequestInit['body']>, headers = {}) =>
      ask('/notifications/send', { method: 'POST', body, headers }).then(
        ({ status }) => status,
        // It hangs up on whoever goes on talking after the refusal.
        () => 413,
      );
    const halves: Socket[] = Array.from({ length: 100 }, () => {
      const { hostname, port } = new URL(postroom.apiUrl);
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      socket.write(
        `POST /notifications/send HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${admin}\r\ncontent-type: application/json\r\ncontent-length: 200000\r\n\r\n{"notification_type": "`,
      );
      return socket;
    });

    const before = await peakMemory(api.pid);
    for (let round = 0; round < 20; round++) {
      const statuses = await Promise.all([
        attack(large),
        attack(deep),
        attack(bomb, { 'content-encoding': 'gzip' }),
      ]);
      expect(statuses).toEqual([413, 400, 415]);
    }
    await send(verification('among-halves@example.com'));
    await postroom.sink.mailTo('among-halves@example.com');

    // Two hundred megabytes came, and a gigabyte was packed into them.
    expect((await peakMemory(api.pid)) - before).toBeLessThan(100 * 1024);
    for (const socket of halves) socket.destroy();
  });

  it('or not, no text that is accepted adds a header to a mail', async () => {
    const texts = ['Grüße 🎉', '=?utf-8?q?Bcc:_x=40example.com?=', 'a: b', 'x'.repeat(200)];
    const plain = { notification_type: 'welcome', recipient_email: 'plain@example.com' };
    await send({ ...plain, subject: 'Plain', reply_to: 'help@example.com' });
    for (const [i, subject] of texts.entries()) {
      const headers = { 'x-correlation-id': 'Bcc: x@example.com' };
      const mail = { ...plain, recipient_email: `text-${i}@example.com`, subject };
      const answer = await post(
        '/notifications/send',
        { ...mail, reply_to: "o'b+x@example.com" },
        headers,
      );
      expect(answer.status).toBe(202);
    }

    const namesIn = async (recipient: string) => {
      await postroom.sink.mailTo(recipient);
      const [raw] = postroom.sink.mailsTo(recipient);
      const { headerLines } = await simpleParser(raw ?? '');
      return headerLines.map(({ key }) => key);
    };
    const expected = await namesIn('plain@example.com');
    expect(new Set(expected).size).toBe(expected.length);
    for (const [i, subject] of texts.entries()) {
      expect(await namesIn(`text-${i}@example.com`)).toEqual(expected);
      const mail = await postroom.sink.mailTo(`text-${i}@example.com`);
      if (!subject.startsWith('=?')) expect(mail.subject).toBe(subject);
    }
  });
});

/** The most memory that a process ever held, in KiB. */
const peakMemory = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1]);
};
