import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@postroom/adapters/postgres';
import { freePort, startRedis } from '@postroom/local';
import { createTestDatabase, createTestVhost, type TestServers } from '@postroom/local/testing';
import postgres from 'postgres';
import { type EventListener, listenForEvents } from './event-listener.ts';
import { type Answer, type MailSink, startMailSink } from './mail-sink.ts';
import { type RoleProcess, startRole } from './role-process.ts';
import { until } from './until.ts';
import { validatingFetch } from './validating-fetch.ts';

type Env = { readonly [name: string]: string };

/** Postroom as a company runs it: a process per role, servers by URL, and a world around it. */
export interface Installation {
  readonly apiUrl: string;
  readonly sink: MailSink;
  readonly listener: EventListener;
  readonly sql: postgres.Sql;
  /** Where its Redis keeps what it holds. */
  readonly redisDir: string;
  /** What every role is told. */
  readonly env: Env;
  start(role: string, env?: Env): Promise<RoleProcess>;
  /** Throws when an answer is not as the service's own document says. */
  readonly fetch: typeof globalThis.fetch;
  post(path: string, body: unknown, headers?: Env): Promise<Response>;
  /** Hands one in and answers with its id. */
  send(body: unknown): Promise<string>;
  detail(id: string): Promise<Detail>;
  /** Waits until a notification is in one of the states. */
  settled(id: string, ...statuses: readonly string[]): Promise<Detail>;
  stop(): Promise<void>;
}

/** The detail of a notification, as far as tests look. */
export interface Detail {
  readonly notification_id: string;
  readonly status: string;
  readonly userid: string | null;
  readonly reason: { readonly code: string; readonly detail: string } | null;
  readonly attempts: readonly {
    readonly number: number;
    readonly provider: string;
    readonly outcome: string;
    readonly code: string | null;
    readonly started_at: string;
  }[];
  readonly timeline: readonly { readonly event: string; readonly detail: string }[];
  readonly [field: string]: unknown;
}

export const createInstallation = async (
  servers: TestServers,
  options: { readonly env?: Env; readonly answer?: Answer } = {},
): Promise<Installation> => {
  const folder = await mkdtemp(join(tmpdir(), 'postroom-e2e-'));
  const [database, vhost, redis, sink, port] = await Promise.all([
    createTestDatabase({ servers, migrate }),
    createTestVhost(servers),
    startRedis({ dir: join(folder, 'redis') }),
    startMailSink(options.answer),
    freePort(0, { explicit: undefined }),
  ]);
  const listener = await listenForEvents(vhost.url);
  const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
  const apiUrl = `http://127.0.0.1:${port}`;
  const env: Env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    RABBITMQ_URL: vhost.url,
    SMTP_URL: sink.url,
    EMAIL_FROM: 'Postroom <hello@postroom.example>',
    SERVICE_NAME: 'Acme',
    APP_URL: 'https://app.example.com',
    HOST: '127.0.0.1',
    PORT: String(port),
    AUTH: 'off',
    OPS_PORT: '0',
    DASHBOARD_PORT: '0',
    ...options.env,
  };
  const running: RoleProcess[] = [];

  const checkedFetch = validatingFetch(apiUrl);
  const post = (path: string, body: unknown, headers: Env = {}) =>
    checkedFetch(`${apiUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  const detail = async (id: string): Promise<Detail> => {
    const response = await checkedFetch(`${apiUrl}/notifications/${id}`);
    if (!response.ok) throw new Error(`GET /notifications/${id}: ${response.status}`);
    return (await response.json()) as Detail;
  };

  return {
    apiUrl,
    sink,
    listener,
    sql,
    redisDir: join(folder, 'redis'),
    env,
    fetch: checkedFetch,
    post,
    detail,
    async start(role, more = {}) {
      const process = await startRole(role, { ...env, ...more });
      running.push(process);
      return process;
    },
    async send(body) {
      const response = await post('/notifications/send', body);
      const answer = (await response.json()) as { notification_id: string };
      if (response.status !== 202) throw new Error(`${response.status}: ${JSON.stringify(answer)}`);
      return answer.notification_id;
    },
    settled: (id, ...statuses) =>
      until(`${id} to be ${statuses.join(' or ')}`, async () => {
        const found = await detail(id);
        return statuses.includes(found.status) && found;
      }),
    async stop() {
      await Promise.all(running.map((process) => process.stop()));
      await listener.stop();
      await sql.end({ timeout: 5 });
      await Promise.all([database.drop(), vhost.drop(), redis.stop(), sink.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
