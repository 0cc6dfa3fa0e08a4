import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { type Account, unprivilegedAccount } from '../platform/account.ts';
import { type Child, endOrphan, startChild } from '../platform/child.ts';
import { eventually, Hopeless } from '../platform/eventually.ts';
import { chosenPort, type PortChoice } from '../platform/free-port.ts';
import { keptSecret } from '../platform/secret.ts';
import { ensureCluster, superuser } from './cluster.ts';
import { endOrphanedPostgres, postgresEnding } from './orphan.ts';
import { findPlace, type Place } from './place.ts';

const maxTries = 5;

export type PostgresOptions = {
  /** Everything of this server lies below this folder; made when missing, the same one finds it again. */
  readonly dataDir: string;
  /** The port on 127.0.0.1; any free one by default. */
  readonly port?: PortChoice;
  /** The database in the URL, made when missing; `postroom` by default. */
  readonly database?: string;
  /** Server settings as in postgresql.conf, such as `{ max_connections: 300, fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly onLog?: (line: string) => void;
};

export type RunningServer = {
  readonly url: string;
  readonly port: number;
  /** Resolves when the server has ended, asked or not, with how it did. */
  readonly exited: Promise<string>;
  /** Stops the server and returns when it is gone; a second call is harmless. */
  stop(): Promise<void>;
};

export type RunningPostgres = RunningServer & { readonly pid: number };

/**
 * Runs a real PostgreSQL 18 from npm's binaries, on the loopback address and with a password.
 *
 * Works for an ordinary user and for root (who runs it as nobody). A server of the same `dataDir`
 * that outlived its parent is stopped first. Returns when a query has been answered. Throws an error
 * that quotes the server's last lines when it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { database = 'postroom', settings = {}, onLog } = options;
  mkdirSync(options.dataDir, { recursive: true });
  // One spelling per folder: an orphan is recognised by the cluster's path in its command line.
  const dataDir = realpathSync(options.dataDir);
  const account = unprivilegedAccount();
  await endOrphan(join(dataDir, 'process.json'), postgresEnding);
  const place = await findPlace(dataDir, account);
  const password = keptSecret(join(dataDir, 'password'));
  const onPowerCut = settings.fsync === 'off' ? 'lost' : 'kept';
  const cluster = await ensureCluster({ place, account, password, onPowerCut });
  if ((await endOrphanedPostgres(cluster)) === 'ended') {
    onLog?.('stopped a PostgreSQL that an earlier run had left behind');
  }

  for (let tried = 1; ; tried += 1) {
    const port = await chosenPort(options.port);
    const child = await launch({ place, cluster, account, port, settings, dataDir, onLog });
    const urlOf = (name: string): string =>
      `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
    try {
      await ready({ child, adminUrl: urlOf('postgres'), database });
      const { pid, exited, stop } = child;
      return { url: urlOf(database), port, pid, exited, stop };
    } catch (error) {
      await child.stop();
      if (tried >= maxTries || !isPassing(child.lastLines(), options.port)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/**
 * Whether trying again may help: another process took our free port between the look and the start,
 * or the backends of a killed server have not noticed yet and still hold its memory.
 */
function isPassing(lines: string, port: PortChoice | undefined): boolean {
  if (/pre-existing shared memory/.test(lines)) return true;
  return typeof port !== 'number' && /could not bind|Address already in use/.test(lines);
}

type Launch = {
  readonly place: Place;
  readonly cluster: string;
  readonly account: Account | undefined;
  readonly port: number;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly dataDir: string;
  readonly onLog: ((line: string) => void) | undefined;
};

function launch({ place, cluster, account, port, settings, dataDir, onLog }: Launch) {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
    port,
  };
  return startChild({
    name: 'PostgreSQL',
    command: place.binaries.postgres,
    args: [
      '-D',
      cluster,
      ...Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    cwd: cluster,
    env: { PATH: process.env.PATH, TZ: 'UTC' },
    account,
    recordFile: join(dataDir, 'process.json'),
    ending: postgresEnding,
    onLog,
  });
}

type Readiness = {
  readonly child: Child;
  readonly adminUrl: string;
  readonly database: string;
};

/** Waits for a real answer and makes the database. Recovery after a crash may take minutes. */
async function ready({ child, adminUrl, database }: Readiness): Promise<void> {
  await eventually(
    async () => {
      if (child.ended() !== undefined) {
        throw new Hopeless(new Error(`PostgreSQL: ${child.ended()}\n${child.lastLines()}`));
      }
      const sql = postgres(adminUrl, { max: 1, connect_timeout: 5, onnotice: () => {} });
      try {
        const [found] = await sql`select 1 from pg_database where datname = ${database}`;
        if (found === undefined) await sql`create database ${sql(database)}`;
        return true;
      } finally {
        await sql.end({ timeout: 1 });
      }
    },
    { what: 'PostgreSQL to answer a query', deadlineMs: 300_000 },
  );
}
