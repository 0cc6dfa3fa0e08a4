import { afterAll, describe, expect, inject, test } from 'vitest';
import { createCtlWorld } from '../testing/ctl-world.ts';

const { ctl, given, sql, statusOf, stop } = await createCtlWorld(inject('servers'));
afterAll(stop);

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
