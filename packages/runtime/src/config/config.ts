import type { FailPoint } from '../fail-points.ts';
import type { ProviderName } from './providers.ts';
import type { Role } from './role.ts';
import type { Sender } from './sender.ts';

/** Everything a process is told from outside; the meaning of each value stands at its variable. */
export interface Config {
  readonly role: Role;
  readonly environment: 'production' | 'staging' | 'development' | 'test';
  /** What is allowed but probably not meant, for the log. */
  readonly warnings: readonly string[];
  /** Folder of the servers that `npm start` runs itself. */
  readonly home: string;
  readonly log: {
    readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
    readonly dir: string | undefined;
  };
  /** `publicUrl` has no trailing slash. */
  readonly api: Listening & { readonly publicUrl: string };
  readonly dashboard: Listening & {
    /** Absent only with `auth.mode` off on loopback, and for roles that show no dashboard. */
    readonly login: { readonly username: string; readonly password: string } | undefined;
  };
  readonly ops: Listening;
  readonly auth: {
    readonly mode: 'keys' | 'off';
    readonly bootstrapApiKey: string | undefined;
    readonly jwt:
      | {
          readonly jwksUrl: string;
          readonly issuer: string | undefined;
          readonly audience: string | undefined;
        }
      | undefined;
  };
  readonly database: DatabaseConfig;
  readonly redis: { readonly url: string | undefined };
  readonly rabbitmq: {
    readonly url: string | undefined;
    readonly managementUrl: string | undefined;
    /** `notification.events` first, then the further ones. */
    readonly ingestExchanges: readonly string[];
  };
  /** PEM texts for every client connection. */
  readonly tls: {
    readonly ca: string | undefined;
    readonly cert: string | undefined;
    readonly key: string | undefined;
  };
  readonly email: EmailConfig;
  readonly service: {
    readonly name: string;
    /** Base of links made from tokens, no trailing slash. */
    readonly appUrl: string;
    readonly linkSecret: string | undefined;
  };
  readonly worker: {
    readonly queues: readonly ('critical' | 'standard' | 'bulk')[];
    readonly concurrency: number;
  };
  readonly retry: {
    readonly maxRetries: number;
    readonly baseMs: number;
    readonly factor: number;
    readonly capMs: number;
  };
  readonly lanes: {
    readonly highWater: number;
    readonly admitDepth: number;
    readonly admitAgeSeconds: number;
  };
  /** Absent means no limit. */
  readonly limits: {
    readonly perKeyPerSecond: number | undefined;
    readonly perRecipientPerHour: number | undefined;
  };
  readonly types: { readonly dir: string | undefined; readonly essential: readonly string[] };
  readonly retention: { readonly historyDays: number; readonly eventHoldHours: number };
  readonly preferenceMails: readonly ('created' | 'updated')[];
  readonly tracing: {
    readonly otlpEndpoint: string | undefined;
    /** Of the traces that begin here, 0 to 1. */
    readonly share: number;
  };
  /** Empty but in the fault campaign. */
  readonly failPoints: readonly FailPoint[];
}

/** Where an HTTP server listens. Port 0 means a free one. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** A port somebody asked for is never replaced when it is taken. */
  readonly portIsExplicit: boolean;
}

export interface DatabaseConfig {
  readonly url: string;
  readonly standbyUrl: string | undefined;
  /** `MIGRATE_DATABASE_URL`, else the same as `url`. */
  readonly migrateUrl: string;
}

export interface EmailConfig {
  /** In order of preference; empty only for roles that do not send. */
  readonly providers: readonly ProviderName[];
  readonly from: Sender;
  /** Made of the `SMTP_HOST` group when no URL was given. */
  readonly smtp: { readonly url: string } | undefined;
  readonly resend: { readonly apiKey: string; readonly baseUrl: string | undefined } | undefined;
  /** Mails a second over the whole fleet; undefined is no limit. */
  readonly rateLimits: { readonly resend: number | undefined; readonly smtp: number | undefined };
  readonly resendWebhookSecret: string | undefined;
  readonly dkim:
    | { readonly domain: string; readonly selector: string; readonly privateKey: string }
    | undefined;
}

/** The configuration of `all` before it has its servers; `withServers` makes it whole. */
export interface ConfigBeforeServers extends Omit<Config, 'database'> {
  readonly role: 'all';
  readonly database: { readonly [Key in keyof DatabaseConfig]: DatabaseConfig[Key] | undefined };
}

/** What `parseConfig` gives a role. */
export type ConfigOf<R extends Role> = R extends 'all' ? ConfigBeforeServers : Config;
