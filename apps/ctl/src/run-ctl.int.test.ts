import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connect,
  createApiKeys,
  createLaneControls,
  migrate,
  type Sql,
} from '@postroom/adapters/postgres';
import { areSameDigest, parseApiKey } from '@postroom/application';
import { createTestDatabase } from '@postroom/local/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runCtl } from './run-ctl.ts';

let url: string;
let sql: Sql;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase({ servers: inject('servers'), migrate });
  url = database.url;
  sql = connect({ url, max: 2 });
  drop = () => database.drop();
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await drop();
});

/** Runs the tool as a person does, and answers with what it said. */
const ctl = async (line: string, env: Record<string, string> = { DATABASE_URL: url }) => {
  const out: string[] = [];
  const err: string[] = [];
  const surface = {
    env,
    say: (text: string) => void out.push(text),
    complain: (text: string) => void err.push(text),
  };
  const code = await runCtl(line === '' ? [] : line.split(' '), surface);
  return { code, out: out.join('\n'), err: err.join('\n') };
};

let next = 0;

/** A notification that stands in a state; nobody works on it. */
const given = async (
  status: string,
  more: { email?: string; userId?: string } = {},
): Promise<string> => {
  next += 1;
  const id = `0198f3c2-7d1e-7c4a-9b1f-${String(next).padStart(12, '0')}`;
  await sql`
    insert into notifications (id, type, queue, status, source, user_id, recipient_email, subject, template,
      variables, sensitive, tags, correlation_id, test, expires_at, lease_until, error_code, reason_code, reason_detail)
    values (${id}, 'welcome', 'standard', ${status}, 'shop', ${more.userId ?? null}, ${more.email ?? `p${next}@example.com`},
      'Hello Canary', 'welcome', '{"username":"Canary"}'::jsonb, '{}', '{"team":"Canary"}'::jsonb, 'c-1', false, now() + interval '1 hour',
      ${status === 'sending' ? sql`now() + interval '1 minute'` : null}, ${status === 'failed' ? '550' : null},
      ${status === 'failed' ? 'mailbox_unknown' : null}, ${status === 'failed' ? 'the mailbox does not exist' : null})`;
  return id;
};

const statusOf = async (id: string) => {
  const [row] = await sql<{ status: string }[]>`select status from notifications where id = ${id}`;
  return row?.status;
};

describe('keys', () => {
  test('are made, shown once, listed without their secret, and revoked', async () => {
    const made = await ctl('keys create --name shop --scopes send,read');
    const text = made.out.split('\n')[0] ?? '';
    const presented = parseApiKey(text);
    const stored = await createApiKeys(sql).find(presented?.id ?? '');

    const listed = await ctl('keys list');
    const revoked = await ctl(`keys revoke ${presented?.id}`);
    const after = await createApiKeys(sql).find(presented?.id ?? '');

    expect(made.code).toBe(0);
    expect(text).toMatch(/^pr_live_/);
    expect(stored).toMatchObject({ name: 'shop', scopes: ['send', 'read'], test: false });
    expect(presented && stored && areSameDigest(presented.secretSha256, stored.secretSha256)).toBe(
      true,
    );
    expect(listed.out).toContain(`${presented?.id}  shop  send,read  live`);
    expect(listed.out).not.toContain(text.split('_')[3]);
    expect([revoked.code, after?.revokedAt]).toEqual([0, expect.any(Date)]);
    expect(await ctl('keys revoke nobody')).toMatchObject({
      code: 1,
      err: expect.stringContaining('see keys list'),
    });
  });

  test('of unknown scopes, or without a name, are refused', async () => {
    expect(await ctl('keys create --name shop --scopes sned')).toMatchObject({
      code: 2,
      err: expect.stringContaining('sned is no scope; use send, read'),
    });
    expect(await ctl('keys create --scopes send')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--name'),
    });
  });
});

test('show tells what became of one, and why, with its timeline', async () => {
  const id = await given('failed', { userId: 'ada' });

  const { code, out } = await ctl(`show ${id}`);

  expect(code).toBe(0);
  expect(out).toMatch(/status +failed/);
  expect(out).toMatch(/why +the mailbox does not exist \(mailbox_unknown\)/);
  expect(out).toMatch(/timeline\n.*accepted: from shop/);
  expect(await ctl('show 0198f3c2-7d1e-7c4a-9b1f-ffffffffffff')).toMatchObject({ code: 1 });
});

describe('redrive, cancel and resolve', () => {
  test('work on one by its id, and refuse what the state forbids', async () => {
    const [failed, queued, unknown, sent] = [
      await given('failed'),
      await given('queued'),
      await given('unknown'),
      await given('sent'),
    ];

    const codes = [
      (await ctl(`redrive ${failed}`)).code,
      (await ctl(`cancel ${queued}`)).code,
      (await ctl(`resolve ${unknown} sent`)).code,
    ];
    const refused = await ctl(`cancel ${sent}`);

    expect(codes).toEqual([0, 0, 0]);
    expect(await Promise.all([failed, queued, unknown].map(statusOf))).toEqual([
      'queued',
      'cancelled',
      'sent',
    ]);
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining(`${sent}: `) });
  });

  test('take many by a filter, and only count them first', async () => {
    const ids = [await given('expired'), await given('expired')];

    const counted = await ctl('redrive --status expired --type welcome --dry-run');
    const untouched = await statusOf(ids[0] ?? '');
    const done = await ctl('redrive --status expired --source shop');

    expect(counted).toMatchObject({ code: 0, out: '2 would be sent again' });
    expect(untouched).toBe('expired');
    expect(done.out).toMatch(/^operation [0-9a-f-]{36}: 2 found\n2 sent again$/);
    expect(await Promise.all(ids.map(statusOf))).toEqual(['queued', 'queued']);
  });

  test('by a filter count what they skip, and go on where an operation was left', async () => {
    const erased = await given('failed', { userId: 'frida' });
    await sql`update notifications set variables_erased = true where id = ${erased}`;
    const fine = await given('failed', { userId: 'frida', email: 'Frida@example.com' });

    const done = await ctl('redrive --userid frida');
    const tagged = await ctl('cancel --tag team:Canary --recipient-email frida@example.com');

    expect(done.out).toMatch(/: 2 found\n1 skipped: variables_erased\n1 sent again$/);
    expect(tagged.out).toMatch(/: 1 found\n1 cancelled$/);
    expect([await statusOf(erased), await statusOf(fine)]).toEqual(['failed', 'cancelled']);
  });

  test('need an id or a filter, of states on which they work', async () => {
    expect(await ctl('cancel')).toMatchObject({
      code: 2,
      err: expect.stringContaining('or a filter'),
    });
    expect(await ctl('cancel --status sent')).toMatchObject({ code: 2 });
    expect(await ctl('cancel --scopes send')).toMatchObject({
      code: 2,
      err: expect.stringContaining('it takes --status'),
    });
    expect(await ctl('redrive --since yesterday')).toMatchObject({ code: 2 });
    expect(await ctl('redrive --tag spring')).toMatchObject({ code: 2 });
    expect(await ctl('redrive --type welcom')).toMatchObject({ code: 2 });
  });
});

test('a lane is paused and resumed', async () => {
  const lanes = createLaneControls(sql);

  expect((await ctl('pause bulk')).code).toBe(0);
  expect([...(await lanes.paused())]).toEqual(['bulk']);
  expect((await ctl('resume bulk')).code).toBe(0);
  expect([...(await lanes.paused())]).toEqual([]);
  expect(await ctl('pause fast')).toMatchObject({
    code: 2,
    err: expect.stringContaining('use critical, standard, bulk'),
  });
});

describe('forget', () => {
  const traces = async (): Promise<string> => {
    const rows =
      await sql`select to_jsonb(n) as row from notifications n where to_jsonb(n)::text ~ 'eve@|"eve"'`;
    const kept =
      await sql`select to_jsonb(p) as row from preferences p where to_jsonb(p)::text ~ 'eve'`;
    return JSON.stringify([...rows, ...kept]);
  };
  const preferences = (userId: string, email: string) => sql`
    insert into preferences (user_id, email, choices, version, created_at, updated_at)
    values (${userId}, ${email}, '{}', 1, now(), now())`;

  test('erases a person by address: whatever went there, and to the users who have it', async () => {
    await preferences('eve', 'Eve@Example.com');
    const ended = await given('failed', { email: 'eve@example.com', userId: 'eve' });
    const elsewhere = await given('sent', { email: 'old@example.com', userId: 'eve' });
    const waiting = await given('queued', { email: 'EVE@example.com' });
    const other = await given('sent', { email: 'bob@example.com', userId: 'bob' });

    const { code, out } = await ctl('forget eve@example.com');

    const rows = await sql<{ id: string; text: string; status: string; recipient_email: string }[]>`
      select id, status, recipient_email, to_jsonb(n)::text as text from notifications n
      where id = any(${[ended, elsewhere, waiting]}::uuid[]) order by id`;
    expect([code, out]).toEqual([0, expect.stringContaining('3 notifications, 1 preferences')]);
    expect(rows.map(({ status }) => status)).toEqual(['failed', 'sent', 'cancelled']);
    expect(new Set(rows.map(({ recipient_email }) => recipient_email)).size).toBe(1);
    expect(rows.map(({ text }) => text).join()).not.toMatch(/Canary|old@|"eve"/i);
    expect(await statusOf(other)).toBe('sent');
    expect(await traces()).toBe('[]');
    expect(await ctl('forget eve@example.com')).toMatchObject({
      code: 1,
      err: 'there is nothing about this person',
    });
  });

  test('erases what names the person elsewhere, and nothing of a suppression', async () => {
    await preferences('ivy', 'ivy@example.com');
    const id = await given('failed', { email: 'ivy@example.com', userId: 'ivy' });
    await sql`
      insert into attempts (notification_id, redrive, provider, started_at, duration_ms, outcome, code, detail)
      values (${id}, 0, 'smtp', now(), 1, 'rejected', '550', 'no mailbox of Ivy Canary')`;
    await sql`
      insert into outbox (destination, notification_id, event, available_at) values ('exchange', ${id},
        '{"eventType": "notification.failed", "fields": {"userid": "ivy"}}', now())`;
    await sql`
      insert into recipient_counts (address, type, started_at, accepted)
      values ('ivy@example.com', 'welcome', now(), 3), ('bob@example.com', 'welcome', now(), 3)`;
    await sql`
      insert into suppressions (address, category, reason, source)
      values ('ivy@example.com', 'all', 'hard_bounce', 'resend')`;
    await ctl('redrive --recipient-email Ivy@example.com --status expired');
    await ctl('redrive --userid ivy --status expired');

    const { code, out } = await ctl('forget IVY@example.com');

    const left = await sql<{ text: string }[]>`
      select to_jsonb(o)::text as text from outbox o union all select to_jsonb(o)::text from operations o
      union all select to_jsonb(a)::text from attempts a union all select to_jsonb(c)::text from recipient_counts c
      union all select to_jsonb(n)::text from notifications n union all select to_jsonb(p)::text from preferences p`;
    expect([code, out]).toEqual([0, expect.stringContaining('1 notifications, 1 preferences')]);
    expect(left.filter(({ text }) => /ivy/i.test(text))).toEqual([]);
    expect(left.filter(({ text }) => text.includes('"code": "550"'))).toHaveLength(1);
    const [kept] = await sql`select category from suppressions where address = 'ivy@example.com'`;
    expect(kept).toEqual({ category: 'all' });
    const [operations] = await sql<{ n: number }[]>`
      select count(*)::int as n from operations where filter::text like '%forgotten-%'`;
    expect(operations?.n).toBe(2);
  });

  test('cannot be sent again afterwards, and another run finds nothing', async () => {
    const id = await given('failed', { email: 'judy@example.com' });

    await ctl('forget judy@example.com');
    const again = await ctl(`redrive ${id}`);

    expect(again).toMatchObject({ code: 1, out: expect.stringContaining('lost its sensitive') });
    expect((await ctl('forget judy@example.com')).code).toBe(1);
  });

  test('erases a user by id, and says when something is being sent right now', async () => {
    await preferences('mallory', 'mallory@example.com');
    await given('sending', { email: 'mallory@example.com', userId: 'mallory' });

    const { code, err } = await ctl('forget mallory');

    expect([code, err]).toEqual([1, expect.stringContaining('1 are being sent right now')]);
    expect(await ctl('forget two\u0000words')).toMatchObject({ code: 2 });
  });
});

test('send refuses what cannot be sent, naming the field', async () => {
  expect(await ctl('send welcom ada@example.com')).toMatchObject({
    code: 2,
    err: expect.stringContaining('did you mean welcome'),
  });
  expect(await ctl('send welcome ada')).toMatchObject({
    code: 2,
    err: expect.stringContaining('recipient_email'),
  });
});

test('types check names every fault with file and line, and needs no database', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'postroom-ctl-types-'));
  writeFileSync(join(dir, 'invoice.yaml'), 'queue: standrad\n');

  const { code, err } = await ctl(`types check ${dir}`, {});
  rmSync(dir, { recursive: true });

  expect(code).toBe(1);
  expect(err).toContain(
    'invoice.yaml:1: `queue` must be one of critical, standard, bulk; did you mean standard?',
  );
  expect(await ctl('types check', {})).toMatchObject({ code: 2 });
});

test('without a command, or with an unknown one, it tells how it is used', async () => {
  expect(await ctl('')).toMatchObject({ code: 2, out: expect.stringContaining('keys create') });
  expect(await ctl('help')).toMatchObject({ code: 0, err: '' });
  expect(await ctl('shwo x')).toMatchObject({
    code: 2,
    err: expect.stringContaining('there is no command'),
  });
  expect(await ctl('keys list', { POSTROOM_HOME: '/nowhere' })).toMatchObject({
    code: 2,
    err: expect.stringContaining('DATABASE_URL'),
  });
});
