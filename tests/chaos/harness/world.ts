import { migrate } from '@postroom/adapters/postgres';
import { freePort } from '@postroom/local';
import {
  createTestDatabase,
  createTestVhost,
  type TestServers,
  uniqueName,
} from '@postroom/local/testing';
import postgres from 'postgres';
import { until } from '../../support/until.ts';
import { check, type Violation } from '../checker.ts';
import { type Evidence, gatherEvidence } from '../evidence.ts';
import type { Random } from '../random.ts';
import { type EventTap, openEventTap } from './event-tap.ts';
import { figuresOf } from './figures.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { installLedger } from './ledger.ts';
import { createLoad, type Load } from './load.ts';
import { type FakeResend, startFakeResend } from './resend.ts';
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

type Env = { readonly [name: string]: string };
type Line = 'postgres' | 'redis' | 'rabbitmq' | 'provider';

export interface WorldOptions {
  readonly servers: TestServers;
  readonly random: Random;
  readonly provider: 'resend' | 'smtp';
  /** Between roles and these stands a network that can be spoilt. */
  readonly proxied?: readonly Line[];
  readonly env?: Env;
  /** Milliseconds that everything may take to end once no more comes; three minutes. */
  readonly patienceMs?: number;
}

/** Postroom as a company runs it, on a database, a virtual host and a prefix of its own. */
export interface World {
  readonly apiUrl: string;
  readonly fleet: Fleet;
  readonly load: Load;
  readonly smtp: SmtpSink;
  readonly resend: FakeResend;
  readonly tap: EventTap;
  readonly sql: postgres.Sql;
  readonly env: Env;
  line(line: Line): TcpProxy;
  /** One of each role that a scenario needs most: api, relay, worker. */
  startAll(): Promise<void>;
  /** How many notifications are in these states. */
  count(...statuses: readonly string[]): Promise<number>;
  /** Hands one in and resolves with the milliseconds until it has ended. */
  timeToEnd(deadlineMs?: number): Promise<number>;
  /** Notifications that came in another way than over `load`. */
  expectMore(count: number): void;
  /** Waits until nothing is scheduled for later any more. */
  due(): Promise<void>;
  /** Waits until everything has ended, the outbox is empty and every event was heard. */
  settled(deadlineMs?: number): Promise<void>;
  verdict(): Promise<Finding>;
  stop(): Promise<void>;
}

export interface Finding {
  readonly violations: readonly Violation[];
  readonly figures: { readonly [name: string]: number };
}

/** Short pauses, so that a campaign sees many of them; leases and locks are the real ones. */
const pace: Env = {
  RETRY_BASE_MS: '500',
  RETRY_FACTOR: '2',
  RETRY_CAP_MS: '5000',
  MAX_RETRIES: '8',
  LOG_LEVEL: 'warn',
};

export const createWorld = async (options: WorldOptions): Promise<World> => {
  const { servers, random, provider, proxied = [], patienceMs = 180_000 } = options;
  const [database, vhost, smtp, resend, port] = await Promise.all([
    createTestDatabase({ servers, migrate }),
    createTestVhost(servers),
    startSmtpSink(),
    startFakeResend(),
    freePort(0),
  ]);
  const urls = {
    postgres: database.url,
    redis: `${servers.redisUrl}?prefix=${uniqueName('chaos')}`,
    rabbitmq: vhost.url,
    provider: provider === 'smtp' ? smtp.url : resend.baseUrl,
  };
  const lines = new Map<Line, TcpProxy>();
  for (const line of proxied) lines.set(line, await startTcpProxy(urls[line]));
  const urlOf = (line: Line): string => lines.get(line)?.through(urls[line]) ?? urls[line];

  const sql = postgres(database.url, { max: 2, connect_timeout: 5, onnotice: () => undefined });
  await installLedger(sql);
  const tap = await openEventTap(vhost.url);
  const apiUrl = `http://127.0.0.1:${port}`;
  const env: Env = {
    DATABASE_URL: urlOf('postgres'),
    REDIS_URL: urlOf('redis'),
    RABBITMQ_URL: urlOf('rabbitmq'),
    ...(provider === 'smtp'
      ? { SMTP_URL: urlOf('provider') }
      : { RESEND_API_KEY: 're_chaos', RESEND_BASE_URL: urlOf('provider') }),
    EMAIL_FROM: 'Postroom <hello@postroom.example>',
    SERVICE_NAME: 'Acme',
    APP_URL: 'https://app.example.com',
    HOST: '127.0.0.1',
    PORT: String(port),
    AUTH: 'off',
    RECIPIENT_CAP: '0',
    OPS_PORT: '0',
    DASHBOARD_PORT: '0',
    ...pace,
    ...options.env,
  };
  const fleet = createFleet(env);
  const load = createLoad(apiUrl, random);
  let expectedBesides = 0;

  const count = async (...statuses: readonly string[]): Promise<number> => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from notifications where status = any(${[...statuses]}::text[])`;
    return row?.count ?? 0;
  };

  const gather = (): Promise<Evidence> =>
    gatherEvidence(sql, {
      accepted: load.accepted,
      expected: load.accepted.length + expectedBesides,
      heard: new Set(tap.seen.keys()),
      copies: new Map([...smtp.copies.byKey(), ...resend.copies.byKey()]),
      sinks: provider === 'smtp' ? 'smtp' : 'idempotent',
    });

  return {
    apiUrl,
    fleet,
    load,
    smtp,
    resend,
    tap,
    sql,
    env,
    line(line) {
      const found = lines.get(line);
      if (!found) throw new Error(`there is no proxy before ${line}`);
      return found;
    },
    async startAll() {
      await Promise.all(['api', 'relay', 'worker'].map((role) => fleet.keep(role)));
    },
    count,
    async timeToEnd(deadlineMs = 120_000) {
      const from = performance.now();
      const [id = ''] = await load.hand(1, { type: 'security_alert' });
      await until(
        `${id} to be sent`,
        async () =>
          (await sql`select from notifications where id = ${id} and status = 'sent'`).count > 0,
        deadlineMs,
      );
      return Math.round(performance.now() - from);
    },
    expectMore(more) {
      expectedBesides += more;
    },
    async due() {
      await until('the scheduled to be due', async () => (await count('scheduled')) === 0, 60_000);
    },
    async settled(deadlineMs = patienceMs) {
      await until(
        'everything to end',
        async () => (await count('queued', 'sending', 'retry_wait')) === 0,
        deadlineMs,
      );
      await until(
        'the outbox to be empty',
        async () => {
          const rows = await sql`
            select from outbox where quarantined_at is null
              and (tries > 0 or available_at <= now() + interval '1 minute')`;
          return rows.count === 0;
        },
        deadlineMs,
      );
      const told = await sql<{ event_id: string }[]>`
        select event_id from chaos.events where id is not null`;
      await until(
        'every event to be heard',
        () => told.every(({ event_id }) => tap.seen.has(event_id)),
        deadlineMs,
      );
    },
    async verdict() {
      const evidence = await gather();
      return {
        violations: check(evidence),
        figures: {
          ...(await figuresOf(evidence, sql)),
          requests_repeated: load.retried,
          deaths: fleet.deaths(),
        },
      };
    },
    async stop() {
      await fleet.stop();
      await tap.stop();
      await sql.end({ timeout: 5 });
      await Promise.all([...lines.values()].map((line) => line.stop()));
      await Promise.all([database.drop(), vhost.drop(), smtp.stop(), resend.stop()]);
    },
  };
};
