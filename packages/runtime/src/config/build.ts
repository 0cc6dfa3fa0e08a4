import type { FailPoint } from '../fail-points.ts';
import type { Config, ConfigBeforeServers, EmailConfig, Listening } from './config.ts';
import { urlHost } from './loopback.ts';
import type { PemTexts } from './pem.ts';
import { effectiveProviders, smtpUrlOf } from './providers.ts';
import type { Role } from './role.ts';
import type { Facts } from './rules.ts';
import type { Values } from './variables.ts';

/** Groups the values of variables that passed every rule. */
export const build = (
  { role, values, authMode, isGiven }: Facts,
  pem: PemTexts,
  warnings: readonly string[],
): Config | ConfigBeforeServers => {
  const host = values.HOST;
  const database = {
    url: (role === 'migrate' ? values.MIGRATE_DATABASE_URL : undefined) ?? values.DATABASE_URL,
    standbyUrl: values.STANDBY_DATABASE_URL,
    migrateUrl: values.MIGRATE_DATABASE_URL ?? values.DATABASE_URL,
  };
  const config: Omit<Config, 'database'> = {
    role,
    environment: values.NODE_ENV,
    warnings,
    home: values.POSTROOM_HOME,
    log: { level: values.LOG_LEVEL, dir: values.LOG_DIR },
    api: {
      host,
      port: values.PORT,
      portIsExplicit: isGiven('PORT'),
      publicUrl: values.PUBLIC_URL ?? defaultPublicUrl(host, values.PORT),
    },
    dashboard: {
      host,
      port: values.DASHBOARD_PORT,
      portIsExplicit: isGiven('DASHBOARD_PORT'),
      login: loginOf(values),
    },
    ops: opsOf(role, values),
    auth: {
      mode: authMode,
      bootstrapApiKey: values.BOOTSTRAP_API_KEY,
      jwt: values.JWKS_URL
        ? { jwksUrl: values.JWKS_URL, issuer: values.JWT_ISSUER, audience: values.JWT_AUDIENCE }
        : undefined,
    },
    redis: { url: values.REDIS_URL },
    rabbitmq: {
      url: values.RABBITMQ_URL,
      managementUrl: values.RABBITMQ_MANAGEMENT_URL,
      ingestExchanges: [...new Set(['notification.events', ...values.INGEST_EXCHANGES])],
    },
    tls: { ca: pem.ca, cert: pem.cert, key: pem.key },
    email: emailOf(values, pem.dkimKey),
    service: {
      name: values.SERVICE_NAME ?? 'Postroom',
      appUrl: values.APP_URL ?? 'http://localhost:3000',
      linkSecret: values.LINK_SECRET,
    },
    worker: { queues: values.WORKER_QUEUES, concurrency: values.WORKER_CONCURRENCY },
    retry: {
      maxRetries: values.MAX_RETRIES,
      baseMs: values.RETRY_BASE_MS,
      factor: values.RETRY_FACTOR,
      capMs: values.RETRY_CAP_MS,
    },
    lanes: {
      highWater: values.LANE_HIGH_WATER,
      admitDepth: values.ADMIT_DEPTH,
      admitAgeSeconds: values.ADMIT_AGE_S,
    },
    limits: {
      perKeyPerSecond: authMode === 'off' ? undefined : values.RATE_LIMIT_PER_KEY || undefined,
      perRecipientPerHour: values.RECIPIENT_CAP || undefined,
    },
    types: { dir: values.TYPES_DIR, essential: values.ESSENTIAL_TYPES ?? [] },
    retention: { historyDays: values.RETENTION_DAYS, eventHoldHours: values.EVENT_HOLD_HOURS },
    preferenceMails: values.PREFERENCE_MAILS ?? [],
    tracing: {
      otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
      share: values.OTEL_TRACES_SAMPLER_ARG,
    },
    failPoints: (values.POSTROOM_FAIL_POINTS ?? []).map(failPointOf),
  };
  if (role === 'all') return { ...config, role, database };
  // Every other role was refused without a database, see the rule `database`.
  return { ...config, database: database as Config['database'] };
};

/** The address of the API where nobody said how it is reached from outside. */
export const defaultPublicUrl = (host: string, port: number): string =>
  `http://${urlHost(host)}:${port}`;

const failPointOf = (text: string): FailPoint => {
  const [name = '', at = '1'] = text.split('@');
  return { name, at: at.startsWith('id:') ? at.slice('id:'.length) : Number(at) };
};

const opsPorts: Partial<Record<Role, number>> = {
  bridge: 8011,
  relay: 8012,
  worker: 8013,
  dashboard: 8014,
};

const opsOf = (role: Role, values: Values): Listening => ({
  host: values.HOST,
  port: values.OPS_PORT ?? opsPorts[role] ?? 0,
  portIsExplicit: values.OPS_PORT !== undefined,
});

const loginOf = ({ DASHBOARD_USERNAME: username, DASHBOARD_PASSWORD: password }: Values) =>
  username && password ? { username, password } : undefined;

const emailOf = (values: Values, dkimKey: string | undefined): EmailConfig => {
  const smtpUrl = smtpUrlOf(values);
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector } = values;
  return {
    providers: effectiveProviders(values),
    from: values.EMAIL_FROM ?? {
      address: 'postroom@localhost',
      name: undefined,
      domain: 'localhost',
    },
    smtp: smtpUrl ? { url: smtpUrl } : undefined,
    resend: values.RESEND_API_KEY
      ? { apiKey: values.RESEND_API_KEY, baseUrl: values.RESEND_BASE_URL }
      : undefined,
    rateLimits: { resend: values.RESEND_RATE_LIMIT, smtp: values.SMTP_RATE_LIMIT },
    resendWebhookSecret: values.RESEND_WEBHOOK_SECRET,
    dkim: domain && selector && dkimKey ? { domain, selector, privateKey: dkimKey } : undefined,
  };
};
