import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLaneControls } from '@postroom/adapters/postgres';
import { afterAll, expect, inject, test } from 'vitest';
import { createCtlWorld } from './testing/ctl-world.ts';

const { ctl, given, sql, stop } = await createCtlWorld(inject('servers'));
afterAll(stop);

test('show tells what became of one, and why, with its timeline', async () => {
  const id = await given('failed', { userId: 'ada' });

  const { code, out } = await ctl(`show ${id}`);

  expect(code).toBe(0);
  expect(out).toMatch(/status +failed/);
  expect(out).toMatch(/why +the mailbox does not exist \(mailbox_unknown\)/);
  expect(out).toMatch(/timeline\n.*accepted: from shop/);
  expect(await ctl('show 0198f3c2-7d1e-7c4a-9b1f-ffffffffffff')).toMatchObject({ code: 1 });
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
