import postgres from 'postgres';

/** A pool of connections for hot paths: raw postgres.js, untouched by drizzle, which replaces JSON serializers. */
export type Sql = postgres.Sql;
/** What runs inside or outside a transaction. */
export type Executor = postgres.ISql;

export interface ConnectOptions {
  readonly url: string;
  /** Connections at most; 10. More than the primary's cores seldom helps. */
  readonly max?: number;
  /** Shown in `pg_stat_activity`: `postroom-<role>`. */
  readonly name?: string;
  /** PEM texts. With a CA the connection is encrypted and the server's certificate verified. */
  readonly tls?:
    | {
        readonly ca?: string | undefined;
        readonly cert?: string | undefined;
        readonly key?: string | undefined;
      }
    | undefined;
}

/** Opens a pool; connections are made when they are needed. `end()` closes it. */
export const connect = ({ url, max = 10, name = 'postroom', tls }: ConnectOptions): Sql =>
  postgres(url, {
    max,
    connect_timeout: 5,
    keep_alive: 10,
    onnotice: () => undefined,
    ...(tls?.ca === undefined ? {} : { ssl: { ...tls, rejectUnauthorized: true } }),
    connection: {
      application_name: name,
      // A process that stalls inside a transaction must not hold rows for longer than its work may take.
      idle_in_transaction_session_timeout: 10_000,
      statement_timeout: 5_000,
    },
  });
