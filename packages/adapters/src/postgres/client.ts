import postgres from 'postgres';
import { databasePlaceOf } from './place.ts';

/** A pool of connections for hot paths: raw postgres.js, untouched by drizzle, which replaces JSON serializers. */
export type Sql = postgres.Sql;
/** What runs inside or outside a transaction. */
export type Executor = postgres.ISql;

export interface ConnectOptions {
  /** May name several hosts, of which the one that takes writes is used: the primary, whichever it is. */
  readonly url: string;
  /** Connections at most; 10. More than the primary's cores seldom helps. */
  readonly max?: number;
  /** Shown in `pg_stat_activity`: `postroom-<role>`. */
  readonly name?: string;
  /** Seconds for TCP, TLS and login; 5. Fewer give up on a server that is merely busy. */
  readonly connectTimeoutSeconds?: number;
  /**
   * For pools whose statements find every row by an index: plans are made once, and so that no
   * statistics can talk them into reading a table. A pool that reports over many rows goes without.
   */
  readonly plans?: 'by_key' | 'by_statistics';
  /**
   * `soon`: a commit is answered before it has reached the disk, and a crash of the server within
   * half a second undoes it. Only for work that does no harm when it is done again.
   */
  readonly commits?: 'durable' | 'soon';
  /**
   * Seconds without a byte after which a connection that owes an answer is given up; 15, thrice what a
   * statement may take here. A host that vanished without a word would otherwise hold its
   * connections for a quarter of an hour. `none` for statements that may take longer.
   */
  readonly silenceSeconds?: number | 'none';
  /**
   * PEM texts. With a CA, or an `sslmode` in the address, the connection is encrypted and the server's
   * certificate verified; `sslmode=disable` forbids it.
   */
  readonly tls?:
    | {
        readonly ca?: string | undefined;
        readonly cert?: string | undefined;
        readonly key?: string | undefined;
      }
    | undefined;
}

/** Opens a pool; connections are made when they are needed. `end()` closes it. */
export const connect = ({
  url,
  max = 10,
  name = 'postroom',
  connectTimeoutSeconds = 5,
  plans = 'by_statistics',
  commits = 'durable',
  silenceSeconds = 15,
  tls,
}: ConnectOptions): Sql =>
  postgres(url, {
    max,
    connect_timeout: connectTimeoutSeconds,
    keep_alive: 10,
    silence_timeout: silenceSeconds === 'none' ? null : silenceSeconds,
    // The driver's own pauses grow to 20 s, and a failover is to be over in 30.
    backoff: (failures) => Math.min(longestPauseSeconds, 0.05 * 2 ** failures) * jitter(),
    onnotice: () => undefined,
    ...sslOf(url, tls),
    ...(hasSeveralHosts(url) && !url.includes('target_session_attrs=')
      ? { target_session_attrs: 'read-write' as const }
      : {}),
    connection: {
      application_name: name,
      // A process that stalls inside a transaction must not hold rows for longer than its work may take.
      idle_in_transaction_session_timeout: 10_000,
      statement_timeout: 5_000,
      ...(plans === 'by_key' ? byKey : {}),
      ...(commits === 'soon' ? { synchronous_commit: 'off' } : {}),
    },
  });

/**
 * A batch of keys is joined to a table whose size and states change by the thousand within a second,
 * so what was counted a minute ago misleads: a plan that reads the whole table is kept for as long as
 * it takes to become ruinous. These leave nested loops over indexes, the right plan at any size, and
 * spare the planning, which on partitions costs more than the statement.
 */
const byKey = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
} as const;

const longestPauseSeconds = 1;

/** Half to all of a pause, so that a fleet does not come back in step. */
const jitter = (): number => 0.5 + Math.random() / 2;

const hasSeveralHosts = (url: string): boolean => databasePlaceOf(url).hosts.includes(',');

/** Set whatever the address says: the driver verifies nothing with `sslmode=require`. */
const sslOf = (url: string, tls: ConnectOptions['tls']) => {
  const mode = /[?&]sslmode=([^&#]*)/.exec(url)?.[1];
  const isWanted = mode === undefined ? tls?.ca !== undefined : mode !== 'disable';
  return { ssl: isWanted && { ...tls, rejectUnauthorized: true } };
};
