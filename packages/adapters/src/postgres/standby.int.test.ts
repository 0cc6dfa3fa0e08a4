import type { PersonalReads, Reads } from '@postroom/application';
import { eventually, type PostgresPair, startPostgresPair } from '@postroom/local/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type ConnectOptions, connect, type Sql } from './client.ts';
import { migrate } from './migrate.ts';
import { createProcessStore } from './processes.ts';
import { createQueries } from './queries.ts';
import { createSplitReads } from './split-reads.ts';
import { standbyLagOf } from './standby-lag.ts';

/** The file's tests share one pair, in order: the last one leaves it promoted. */
let pair: PostgresPair;
let primary: Sql;
let standby: Sql;

const open = (options: Omit<ConnectOptions, 'tls'>): Sql =>
  connect({ ...options, tls: { ca: pair.ca } });

beforeAll(async () => {
  pair = await startPostgresPair();
  await migrate(pair.primary.url, { ca: pair.ca });
  primary = open({ url: pair.primary.url });
  standby = open({ url: pair.standby.url, connectTimeoutSeconds: 1 });
});

afterAll(async () => {
  await Promise.all([primary.end({ timeout: 1 }), standby.end({ timeout: 1 })]);
  await pair.stop();
});

/** A process of the API, as far as it reads. */
const aReader = (queries: PersonalReads = createQueries(primary)): Reads =>
  createSplitReads({
    primary,
    standby,
    queries,
    nowMs: performance.now.bind(performance),
  });

const refuse = async (): Promise<never> => {
  throw new Error('the primary was asked');
};
/** Proves that what was read came from the standby. */
const fromNobody: PersonalReads = {
  notification: refuse,
  history: refuse,
  notifications: refuse,
  preferences: refuse,
};

let users = 0;
const write = async (): Promise<string> => {
  const userId = `u-${++users}`;
  await primary`
    insert into preferences (user_id, email, choices, version, created_at, updated_at)
    values (${userId}, ${`${userId}@example.com`}, '{}', 1, now(), now())`;
  return userId;
};

const sees = async (reads: Reads, userId: string, position?: string): Promise<boolean> =>
  (await reads.after(position).preferences(userId)) !== undefined;

const until = (look: () => Promise<boolean>): Promise<boolean> =>
  eventually(look, (isSo) => isSo, 25_000);

/** Holds the standby where it is until the test ends. */
const holdStandby = async (): Promise<void> => {
  await standby`select pg_wal_replay_pause()`;
  await until(async () => {
    const [row] = await standby`select pg_get_wal_replay_pause_state() as state`;
    return row?.state === 'paused';
  });
  onTestFinished(async () => {
    await standby`select pg_wal_replay_resume()`.catch(() => undefined);
  });
};

it('follows over TLS, with the certificate of the primary verified', async () => {
  const [link] = await primary`
    select ssl from pg_stat_ssl join pg_stat_replication using (pid)`;

  expect(link).toEqual({ ssl: true });
});

it('a standby that is behind answers those who need not know better, and nobody else', async () => {
  const [writer, other] = [aReader(), aReader()];
  await holdStandby();

  const userId = await write();
  const position = await writer.written();

  expect(position).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
  expect(await sees(other, userId)).toBe(false);
  expect(await sees(other, userId, position)).toBe(true);
  expect(await sees(writer, userId)).toBe(true);
  expect(await sees(other, userId, 'FFFFFFFF/FFFFFFFF')).toBe(true);
});

it('a write is read from the standby as soon as that has it', async () => {
  const [reads, other] = [aReader(), aReader(fromNobody)];

  const userId = await write();
  const position = await reads.written();
  await until(() => sees(reads, userId));

  await until(() => sees(other, userId, position).catch(() => false));
});

it('is behind by as much as heartbeats say', async () => {
  const { beat } = createProcessStore(primary);
  const process = {
    id: 'r-1',
    role: 'relay',
    lanes: [],
    sight: { states: {}, figures: {}, since: {} },
  } as const;
  await beat(process);
  await until(async () => (await standbyLagOf(primary, standby)) === 0);
  await holdStandby();

  await primary`update processes set beat_at = beat_at + interval '30 seconds'`;

  expect(Math.round(await standbyLagOf(primary, standby))).toBe(30);
});

it('reads go on while it is stopped, come back to it, and nobody waits for it in between', async () => {
  const reads = aReader();
  const userId = await write();
  await reads.written();
  expect(await sees(reads, userId)).toBe(true);

  await pair.standby.stop();
  expect(await sees(reads, await write())).toBe(true);
  const later = await write();
  await reads.written();
  expect(await sees(reads, later)).toBe(true);
  await expect(standbyLagOf(primary, standby)).rejects.toMatchObject({
    kind: 'unavailable',
  });

  await pair.standby.start();
  const other = aReader(fromNobody);
  await until(() => sees(other, later).catch(() => false));
});

it('its promotion loses nothing that was acknowledged, and one address with both hosts finds it', async () => {
  const credentials = pair.primary.url.replace(/localhost.*$/, '');
  const both = open({
    url: `${credentials}localhost:${pair.primary.port},localhost:${pair.standby.port}/postroom`,
    max: 3,
  });
  onTestFinished(() => both.end({ timeout: 1 }));
  await primary`alter system set synchronous_standby_names = '*'`;
  await primary`alter system set synchronous_commit = remote_apply`;
  await primary`select pg_reload_conf()`;
  await until(async () => {
    const [row] = await primary`select sync_state from pg_stat_replication`;
    return row?.sync_state === 'sync';
  });
  await both`create table kept (n int primary key)`;
  const acknowledged: number[] = [];
  let isOver = false;
  const writing = Promise.all(
    [0, 1].map(async (half) => {
      for (let n = half; !isOver; n += 2) {
        await both`insert into kept values (${n})`.then(
          () => acknowledged.push(n),
          () => undefined,
        );
      }
    }),
  );
  await until(async () => acknowledged.length > 20);

  process.kill(pair.primary.pid(), 'SIGQUIT');
  await until(() =>
    primary`select 1`.then(
      () => false,
      () => true,
    ),
  );
  const before = acknowledged.length;
  // Asked for, not waited for: a standby that just lost its stream may pause for 5 s first.
  await standby`select pg_promote(false)`;
  await until(async () => acknowledged.length > before + 20);
  isOver = true;
  await writing;

  const rows = await both<{ n: number }[]>`select n from kept`;
  const kept = new Set(rows.map(({ n }) => n));
  expect(acknowledged.filter((n) => !kept.has(n))).toEqual([]);
});
