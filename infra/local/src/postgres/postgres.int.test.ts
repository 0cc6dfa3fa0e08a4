import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unprivilegedAccount } from '../platform/account.ts';
import { guard } from '../testing/guard.ts';
import { type RunningPostgres, startPostgres } from './start.ts';

let release: () => void;
let dataDir: string;
let server: RunningPostgres | undefined;
const settings = { fsync: 'off' } as const;

beforeEach(() => {
  // Private, as root's home is: root's PostgreSQL has to find another place for itself.
  const folder = mkdtempSync(join(tmpdir(), 'postroom-private-'));
  release = guard(folder);
  dataDir = join(folder, 'postgres');
});

afterEach(async () => {
  await server?.stop();
  const cluster = clusterOf(dataDir);
  if (!cluster.startsWith(dataDir)) rmSync(join(cluster, '..'), { recursive: true, force: true });
  rmSync(join(dataDir, '..'), { recursive: true, force: true });
  release();
});

test('what was written is there after a stop and a start', async () => {
  server = await startPostgres({ dataDir, settings });
  await ask(server.url, 'create table letters as select 7 as id');
  await server.stop();

  server = await startPostgres({ dataDir, settings });

  expect(await ask(server.url, 'select id from letters')).toEqual([{ id: 7 }]);
});

test('it is version 18, in UTF-8, listens on the loopback address alone and wants a password', async () => {
  server = await startPostgres({ dataDir, settings, database: 'other' });

  const [facts] = await ask(
    server.url,
    `select current_database() as name, current_setting('server_version_num')::int / 10000 as version,
      current_setting('listen_addresses') as address, current_setting('server_encoding') as encoding`,
  );
  const stranger = new URL(server.url);
  stranger.password = 'wrong';

  expect(facts).toEqual({ name: 'other', version: 18, address: '127.0.0.1', encoding: 'UTF8' });
  await expect(ask(stranger.toString(), 'select 1')).rejects.toThrow(/password/);
});

test('a server that was killed starts again with what it had committed', async () => {
  server = await startPostgres({ dataDir });
  await ask(server.url, 'create table letters as select 7 as id');
  process.kill(server.pid, 'SIGKILL');
  await server.exited;

  server = await startPostgres({ dataDir });

  expect(await ask(server.url, 'select id from letters')).toEqual([{ id: 7 }]);
});

test('a server that outlived its parent gives way to the next start', async () => {
  const orphan = await startPostgres({ dataDir, settings });
  // What its parent noted is lost too; what PostgreSQL itself notes is enough.
  rmSync(join(dataDir, 'process.json'));

  server = await startPostgres({ dataDir, settings });

  expect(await orphan.exited).toBe('exit 0');
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a note whose process number belongs to another by now does not stop the start', async () => {
  server = await startPostgres({ dataDir, settings });
  const note = join(clusterOf(dataDir), 'postmaster.pid');
  const content = readFileSync(note, 'utf8');
  await server.stop();
  writeFileSync(note, content.replace(/^\d+/, String(process.pid)));

  server = await startPostgres({ dataDir, settings });

  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a half-made data folder is made anew', async () => {
  server = await startPostgres({ dataDir, settings });
  const cluster = clusterOf(dataDir);
  await server.stop();
  rmSync(cluster, { recursive: true });
  mkdirSync(`${cluster}.new`);
  writeFileSync(join(`${cluster}.new`, 'PG_VERSION'), '18');

  server = await startPostgres({ dataDir, settings });

  expect(existsSync(`${cluster}.new`)).toBe(false);
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a server that cannot start says why in its own words', async () => {
  const broken = startPostgres({ dataDir, settings: { shared_buffers: 'plenty' } });

  await expect(broken).rejects.toThrow(/invalid value for parameter "shared_buffers"/);
});

test.runIf(process.getuid?.() === 0)('root runs it as nobody', async () => {
  server = await startPostgres({ dataDir, settings });

  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');

  expect(status).toMatch(new RegExp(`^Uid:\\s+${unprivilegedAccount()?.uid}\\b`, 'm'));
});

function clusterOf(folder: string): string {
  const place = join(folder, 'place');
  return existsSync(place) ? join(realpathSync(place), 'cluster') : join(place, 'cluster');
}

async function ask(url: string, question: string): Promise<readonly Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return [...(await sql.unsafe(question))];
  } finally {
    await sql.end({ timeout: 1 });
  }
}
