import { fileURLToPath } from 'node:url';
import { migrate } from '@postroom/adapters/postgres';
import { freePort } from '@postroom/local';
import { createTestDatabase, createTestVhost, uniqueName } from '@postroom/local/testing';
import postgres from 'postgres';
import { type Bodies, createBodies } from './bodies.ts';
import { cpuSecondsOf } from './cpu.ts';
import { longestBlockMs } from './event-loop.ts';
import { type EventQueue, openEventQueue } from './event-queue.ts';
import { type Program, startProgram } from './program.ts';
import type { BenchServers } from './servers.ts';

type Env = { readonly [name: string]: string };

/** The first administrator's key of every world. */
export const benchKey = 'pr_live_bench_0123456789abcdef0123456789abcdef';

/** Postroom as a company runs it: roles from what was built, on an empty database of their own. */
export interface World {
  readonly apiUrl: string;
  readonly urls: { readonly database: string; readonly redis: string; readonly rabbitmq: string };
  readonly sql: postgres.Sql;
  readonly events: EventQueue;
  /** What is handed in here, however often it is driven. */
  readonly bodies: Bodies;
  /** Starts processes of a role; they are one line in every table of costs. */
  start(role: string, options?: { readonly count?: number; readonly env?: Env }): Promise<void>;
  /** Stops all processes of roles; the servers go on. */
  stopRoles(): Promise<void>;
  /**
   * Milliseconds that each role's event loop stood still at a time, at most, since this was asked
   * last; of several processes the worst.
   */
  longestBlocks(): Promise<{ readonly [role: string]: number }>;
  /** Takes the CPU of a program that belongs to the measurement, such as a sink, into account. */
  watch(name: string, pid: number): void;
  /** Process ids by name. */
  pids(): ReadonlyMap<string, readonly number[]>;
  /** CPU seconds so far by name, servers and this process included. */
  cpu(): { readonly [name: string]: number };
  stop(): Promise<void>;
}

export const createWorld = async (servers: BenchServers, env: Env = {}): Promise<World> => {
  const [database, vhost, port] = await Promise.all([
    createTestDatabase({ servers: servers.urls, migrate }),
    createTestVhost(servers.urls),
    freePort(0),
  ]);
  const redis = `${servers.urls.redisUrl}?prefix=${uniqueName('bench')}`;
  const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
  const events = await openEventQueue(vhost.url);
  const running: Running[] = [];
  const watched = new Map<string, number[]>(
    Object.entries(servers.pids).map(([name, pid]) => [name, [pid]]),
  );
  watched.set('load', [process.pid]);
  const watch = (name: string, pid: number): void => {
    watched.set(name, [...(watched.get(name) ?? []), pid]);
  };
  const roleEnv: Env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis,
    RABBITMQ_URL: vhost.url,
    EMAIL_PROVIDERS: 'capture',
    EMAIL_FROM: 'Postroom <hello@postroom.example>',
    SERVICE_NAME: 'Acme',
    APP_URL: 'https://app.example.com',
    HOST: '127.0.0.1',
    PORT: String(port),
    BOOTSTRAP_API_KEY: benchKey,
    RATE_LIMIT_PER_KEY: '0',
    ...env,
  };
  const apiUrl = `http://127.0.0.1:${port}`;
  const stopRoles = async (): Promise<void> => {
    const stopping = running.splice(0);
    for (const { role } of stopping) watched.delete(role);
    await Promise.all(stopping.map(({ program }) => program.stop()));
  };
  return {
    apiUrl,
    urls: { database: database.url, redis, rabbitmq: vhost.url },
    sql,
    events,
    bodies: createBodies(),
    watch,
    stopRoles,
    async start(role, { count = 1, env: more = {} } = {}) {
      const one = async (): Promise<void> => {
        const opsPort = await freePort(0);
        const env = { ...roleEnv, OPS_PORT: String(opsPort), ...more };
        const program = await startRole(role, env);
        const opsUrl = role === 'api' ? apiUrl : `http://127.0.0.1:${opsPort}`;
        running.push({ role, program, opsUrl });
        watch(role, program.pid);
      };
      await Promise.all(Array.from({ length: count }, one));
    },
    async longestBlocks() {
      const seen = await Promise.all(
        running.map(async ({ role, opsUrl }) => [role, await longestBlockMs(opsUrl)] as const),
      );
      const worst = new Map<string, number>();
      for (const [role, ms] of seen) worst.set(role, Math.max(ms, worst.get(role) ?? 0));
      return Object.fromEntries(worst);
    },
    pids: () => watched,
    cpu: () =>
      Object.fromEntries(
        [...watched].map(([name, pids]) => [
          name,
          name === 'load' ? ownCpuSeconds() : pids.reduce((all, pid) => all + cpuSecondsOf(pid), 0),
        ]),
      ),
    async stop() {
      await stopRoles();
      await events.close();
      await sql.end({ timeout: 5 });
      await Promise.all([database.drop(), vhost.drop()]);
    },
  };
};

interface Running {
  readonly role: string;
  readonly program: Program;
  readonly opsUrl: string;
}

const startRole = (role: string, env: Env): Promise<Program> =>
  startProgram({
    name: role,
    args: [
      // As the image and `npm run` start it.
      '--max-semi-space-size=32',
      ...(process.env.BENCH_NODE_ARGS ?? '').split(' ').filter((word) => word !== ''),
      fileURLToPath(new URL(`../../../apps/${role}/dist/main.js`, import.meta.url)),
    ],
    env,
    readyLine: `${role} is ready\n`,
  });

/** Without the servers, which are children of this process. */
const ownCpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
