import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimHome, readUrls } from './claim.ts';

let home: string;

beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'postroom-home-')), '.postroom');
});

afterEach(() => rmSync(join(home, '..'), { recursive: true, force: true }));

test('a second claim is refused and names the process and its addresses without passwords', async () => {
  const first = await claimHome(home);
  first.announce({ API: 'http://127.0.0.1:8001', Database: 'postgres://me:secret@127.0.0.1:1/x' });

  const second = claimHome(home);

  await expect(second).rejects.toThrow(`(process ${process.pid})`);
  await expect(second).rejects.toThrow('http://127.0.0.1:8001');
  await expect(second).rejects.toThrow('POSTROOM_HOME');
  await expect(second).rejects.not.toThrow('secret');
  first.release();
});

test('a released home can be claimed again and tells nothing of the one before', async () => {
  const first = await claimHome(home);
  first.announce({ API: 'http://127.0.0.1:8001' });
  first.release();
  first.release();

  const second = await claimHome(home);

  expect(readUrls(home)).toEqual({});
  second.release();
  expect(readdirSync(home)).toEqual([]);
});

test('the lock of a dead process is taken over', async () => {
  await (await claimHome(home)).release();
  const { pid } = spawnSync('true');
  writeFileSync(join(home, 'lock'), JSON.stringify({ pid, began: 'once' }));

  const claimed = await claimHome(home);

  claimed.release();
});

test('a lock whose process number belongs to another process by now is taken over', async () => {
  (await claimHome(home)).release();
  writeFileSync(join(home, 'lock'), JSON.stringify({ pid: process.pid, began: 'long ago' }));

  const claimed = await claimHome(home);

  claimed.release();
});

test('a lock that a crash left empty is taken over', async () => {
  (await claimHome(home)).release();
  writeFileSync(join(home, 'lock'), '');

  const claimed = await claimHome(home);

  claimed.release();
});

test('of many that find a stale lock at once exactly one gets the home', async () => {
  (await claimHome(home)).release();
  writeFileSync(join(home, 'lock'), JSON.stringify({ pid: process.pid, began: 'long ago' }));

  const claims = await Promise.allSettled(Array.from({ length: 20 }, () => claimHome(home)));

  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('what is announced is for the owner alone, since it holds passwords', async () => {
  const claimed = await claimHome(home);

  claimed.announce({ Database: 'postgres://me:secret@127.0.0.1:1/x' });

  expect(statSync(join(home, 'running.json')).mode & 0o077).toBe(0);
  expect(readUrls(home)).toEqual({ Database: 'postgres://me:secret@127.0.0.1:1/x' });
  claimed.release();
});
