import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connect, migrate, type Sql } from '@postroom/adapters/postgres';
import { type RunningPostgres, startPostgres } from '@postroom/local';
import { guard, makeServerFolder, takeBaseBackup } from '@postroom/local/testing';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import { wipeRedis } from '../support/redis.ts';
import type { RoleProcess } from '../support/role-process.ts';
import { until } from '../support/until.ts';

const ctl = fileURLToPath(new URL('../../apps/ctl/dist/main.js', import.meta.url));

let folder: string;
let release: () => void;
let before: RunningPostgres;
let after: RunningPostgres | undefined;
let world: Installation;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postroom-restore-'));
  chmodSync(folder, 0o711);
  release = guard(folder);
  const kept = makeServerFolder(join(folder, 'archive'));
  before = await startPostgres({
    dataDir: join(folder, 'before'),
    settings: {
      fsync: 'off',
      archive_mode: 'on',
      archive_command: `test ! -f ${kept}/%f && cp %p ${kept}/%f`,
    },
  });
  await migrate(before.url);
  world = await createInstallation(inject('servers'), { env: { DATABASE_URL: before.url } });
});
afterAll(async () => {
  await world?.stop();
  await before?.stop();
  await after?.stop();
  await rm(folder, { recursive: true, force: true });
  release();
});

const send = (type: 'email_verification' | 'welcome', batch: string, n: number) =>
  Promise.all(
    Array.from({ length: n }, (_, i) =>
      world.send({
        notification_type: type,
        recipient_email: `${batch}-${i}@example.com`,
        tags: { batch },
        template_vars: {
          username: 'Ada',
          ...(type === 'email_verification' && { verification_link: 'https://example.com/v/1' }),
        },
      }),
    ),
  );
const allSent = (ids: readonly string[]) => Promise.all(ids.map((id) => world.settled(id, 'sent')));
const copiesOf = (ids: readonly string[]): readonly number[] =>
  ids.map((id) => world.sink.byMessageId().get(`<${id}.0@postroom.example>`) ?? 0);

/** A base backup before anything happened; what follows is in the archive alone. */
const backUp = async (): Promise<void> => {
  const sql = postgres(before.url, { max: 1 });
  await takeBaseBackup({
    sql,
    from: join(folder, 'before'),
    to: join(folder, 'after'),
    files: {
      'recovery.signal': '',
      'postgresql.auto.conf': [
        `restore_command = 'cp ${folder}/archive/%f %p'`,
        `recovery_target_name = 'monday noon'`,
        `recovery_target_action = 'promote'`,
        '',
      ].join('\n'),
    },
  });
  await sql.end({ timeout: 1 });
};

const markPoint = (sql: Sql) => sql`select pg_create_restore_point('monday noon')`;

/** What was written so far is in the archive. */
const archive = async (sql: Sql): Promise<void> => {
  const [at] = await sql<{ file: string }[]>`select pg_walfile_name(pg_switch_wal()) as file`;
  await until('the log to be in the archive', async () => {
    const [row] = await sql<{ last: string | null }[]>`
      select last_archived_wal as last from pg_stat_archiver`;
    return (row?.last ?? '') >= (at?.file ?? '');
  });
};

test('a server restored to a point in time goes on from there: what was sent stays sent, what waited goes out', async () => {
  const sql = connect({ url: before.url, max: 1 });
  await backUp();
  const roles: RoleProcess[] = [];
  const start = async (role: string, env = {}): Promise<RoleProcess> => {
    const process = await world.start(role, env);
    roles.push(process);
    return process;
  };
  const [worker] = await Promise.all([start('worker'), start('api'), start('relay')]);

  // Sent before the point.
  const sent = await send('email_verification', 'sent', 10);
  await allSent(sent);
  await worker.stop();
  // Accepted before it: some are sent later on the server that is lost, and some never.
  const waiting = await send('email_verification', 'waiting', 10);
  const late = await send('welcome', 'late', 5);
  const cancelled = await send('welcome', 'cancelled', 5);
  await markPoint(sql);
  await start('worker', { WORKER_QUEUES: 'standard' });
  await allSent([...late, ...cancelled]);
  // Accepted after it.
  const [lost = ''] = await send('welcome', 'lost', 1);
  await allSent([lost]);
  await archive(sql);

  await sql.end({ timeout: 1 });
  process.kill(before.pid, 'SIGKILL');
  await Promise.all(roles.map((role) => role.kill()));
  after = await startPostgres({ dataDir: join(folder, 'after'), settings: { fsync: 'off' } });
  const restored = connect({ url: after.url, max: 1 });
  await until('recovery to end', async () => {
    const [row] = await restored`select pg_is_in_recovery() as recovers`;
    return row?.recovers === false;
  });
  // As the runbook has it: an empty Redis, and what should not go out again cancelled before workers run.
  await wipeRedis(world.env.REDIS_URL ?? '');
  const env = { DATABASE_URL: after.url };
  await promisify(execFile)(process.execPath, [ctl, 'cancel', '--tag', 'batch:cancelled'], {
    env: { ...world.env, ...env },
  });
  await Promise.all(['api', 'relay', 'worker'].map((role) => world.start(role, env)));
  await allSent([...waiting, ...late]);
  const [fresh = ''] = await send('welcome', 'fresh', 1);
  await allSent([fresh]);

  expect(copiesOf(sent)).toEqual(sent.map(() => 1));
  expect(copiesOf(waiting)).toEqual(waiting.map(() => 1));
  // The price over SMTP: whoever keeps mails by their Message-ID sees one.
  expect(copiesOf(late)).toEqual(late.map(() => 2));
  expect(copiesOf(cancelled)).toEqual(cancelled.map(() => 1));
  expect((await world.fetch(`${world.apiUrl}/notifications/${lost}`)).status).toBe(404);
  const states = await restored`
    select status, count(*)::int from notifications group by status order by status`;
  expect(Object.fromEntries(states.map(({ status, count }) => [status, count]))).toEqual({
    cancelled: 5,
    sent: 26,
  });
  await restored.end({ timeout: 1 });
});
