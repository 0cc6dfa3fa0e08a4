import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { unprivilegedAccount } from '../platform/account.ts';
import { type RunningPostgres, startPostgres } from '../postgres/start.ts';
import { takeBaseBackup } from './base-backup.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { guard } from './guard.ts';

/** A primary and a hot standby that follows it, both over TLS alone. */
export type PostgresPair = {
  /** PEM text of the authority that signed both certificates. */
  readonly ca: string;
  /** Where it lies, for processes. */
  readonly caFile: string;
  readonly primary: PairedServer;
  readonly standby: PairedServer;
  stop(): Promise<void>;
};

export type PairedServer = {
  /** With `localhost` as the host. */
  readonly url: string;
  readonly port: number;
  /** The process of its postmaster, for signals. */
  pid(): number;
  stop(): Promise<void>;
  /** Starts it again, with its data and on its port. */
  start(): Promise<void>;
};

/**
 * Starts both in a temporary folder. The standby begins as a copy of the primary's files, taken
 * between `pg_backup_start` and `pg_backup_stop`, and streams from there.
 */
export async function startPostgresPair(): Promise<PostgresPair> {
  const dir = mkdtempSync(join(tmpdir(), 'postroom-pair-'));
  chmodSync(dir, 0o711);
  const release = guard(dir);
  const certificates = await makeCertificates(join(dir, 'ssl'));
  chmodSync(join(dir, 'ssl'), 0o711);

  const primary = await server(dir, 'primary', certificates);
  await copyCluster({ dir, primary, certificates });
  const standby = await server(dir, 'standby', certificates);
  return {
    ca: certificates.ca,
    caFile: certificates.caFile,
    primary,
    standby,
    async stop() {
      await standby.stop();
      await primary.stop();
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
      release();
    },
  };
}

async function server(
  dir: string,
  name: 'primary' | 'standby',
  certificates: Certificates,
): Promise<PairedServer> {
  const dataDir = join(dir, name);
  const key = ownKey(certificates.keyOf(name), join(dir, `${name}.key`));
  const settings = {
    fsync: 'off',
    ssl: 'on',
    ssl_cert_file: certificates.certOf(name),
    ssl_key_file: key,
    max_connections: 100,
    wal_keep_size: '256MB',
  };
  const start = (port?: number): Promise<RunningPostgres> =>
    startPostgres({ dataDir, settings, ...(port === undefined ? {} : { port }) });
  let running = await start();
  const { port } = running;
  return {
    url: running.url.replace('@127.0.0.1:', '@localhost:'),
    port,
    pid: () => running.pid,
    stop: () => running.stop(),
    async start() {
      await running.stop();
      running = await start(port);
    },
  };
}

/** The server refuses a key that is not its own user's. */
function ownKey(from: string, to: string): string {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  const account = unprivilegedAccount();
  if (account !== undefined) chownSync(to, account.uid, account.gid);
  return to;
}

async function copyCluster({
  dir,
  primary,
  certificates,
}: {
  readonly dir: string;
  readonly primary: PairedServer;
  readonly certificates: Certificates;
}): Promise<void> {
  const sql = postgres(primary.url, { max: 1, ssl: { ca: certificates.ca } });
  const { password } = new URL(primary.url);
  const connection = [
    `host=localhost port=${primary.port} user=postroom password=${decodeURIComponent(password)}`,
    `sslmode=verify-full sslrootcert=${certificates.caFile} application_name=standby`,
  ].join(' ');
  try {
    await takeBaseBackup({
      sql,
      from: join(dir, 'primary'),
      to: join(dir, 'standby'),
      files: {
        'standby.signal': '',
        'postgresql.auto.conf': `primary_conninfo = '${connection}'\n`,
      },
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}
