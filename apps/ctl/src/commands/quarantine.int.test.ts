import { connect, migrate, type Sql } from '@postroom/adapters/postgres';
import { createTestDatabase } from '@postroom/local/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { runCtl } from '../run-ctl.ts';

let url: string;
let sql: Sql;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase({ servers: inject('servers'), migrate });
  url = database.url;
  sql = connect({ url, max: 1 });
  drop = () => database.drop();
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await drop();
});

const ctl = async (line: string) => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCtl(line.split(' '), {
    env: { DATABASE_URL: url },
    say: (text) => void out.push(text),
    complain: (text) => void err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
};

/** A row that was set aside; its id. */
const given = async (): Promise<string> => {
  const [row] = await sql<{ id: string }[]>`
    insert into outbox (destination, event, available_at, quarantined_at, last_error)
    values ('exchange', '{"eventType":"notification.sent"}', now(), now(), 'its key is too long')
    returning id::text`;
  return row?.id ?? '';
};

test('what is in quarantine is listed with its reason, and goes again when it is released', async () => {
  const [first, second, third] = [await given(), await given(), await given()];

  const listed = await ctl('quarantine list');
  const one = await ctl(`quarantine release ${first}`);
  const again = await ctl(`quarantine release ${first} ${second}`);
  const all = await ctl('quarantine release all');
  const after = await ctl('quarantine list');

  expect(listed.code).toBe(0);
  expect(listed.out.split('\n')).toEqual(
    [first, second, third].map((id) =>
      expect.stringMatching(
        new RegExp(`^${id}  .*Z  exchange  notification.sent  -  its key is too long$`),
      ),
    ),
  );
  expect(one).toMatchObject({ code: 0, out: '1 released: the relay takes them at once' });
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('1 are not in quarantine') });
  expect(all).toMatchObject({ code: 0, out: expect.stringContaining('1 released') });
  expect(after.out).toBe('nothing is in quarantine');
});

test('release needs rows, by their ids', async () => {
  expect(await ctl('quarantine release')).toMatchObject({ code: 2 });
  expect(await ctl('quarantine release 7x')).toMatchObject({
    code: 2,
    err: expect.stringContaining('7x is not the id of a row'),
  });
  expect(await ctl('quarantine')).toMatchObject({ code: 2 });
});
