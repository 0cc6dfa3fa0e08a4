import { describe, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import type { Files } from './files.ts';
import { parseConfig } from './parse.ts';
import type { Role } from './role.ts';

const noFiles: Files = {
  read: () => {
    throw Object.assign(new Error('none'), { code: 'ENOENT' });
  },
  isFolder: () => false,
};

const database = { DATABASE_URL: 'postgres://user:s3cret@db:5432/postroom' };
const mail = {
  SMTP_URL: 'smtp://user:s3cret@mail:587',
  EMAIL_FROM: 'Shop <shop@example.com>',
  SERVICE_NAME: 'Shop',
  APP_URL: 'https://shop.example.com/',
};

const problemsOf = (role: Role, env: Record<string, string>, files = noFiles): string[] => {
  try {
    parseConfig(env, role, files);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ variable, text }) => `${variable}: ${text}`);
  }
};

const variablesWrong = (role: Role, env: Record<string, string>, files = noFiles): string[] =>
  problemsOf(role, env, files).map((problem) => problem.split(':')[0] ?? '');

describe('defaults', () => {
  test('are those of the documentation', () => {
    const config = parseConfig({ ...database, ...mail }, 'worker');

    expect(config).toMatchObject({
      environment: 'production',
      log: { level: 'info', dir: undefined },
      api: {
        host: '127.0.0.1',
        port: 8001,
        portIsExplicit: false,
        publicUrl: 'http://127.0.0.1:8001',
      },
      dashboard: { port: 8002 },
      ops: { port: 8013, portIsExplicit: false },
      auth: { mode: 'keys' },
      database: { url: database.DATABASE_URL, migrateUrl: database.DATABASE_URL },
      redis: { url: undefined },
      rabbitmq: {
        url: undefined,
        managementUrl: undefined,
        ingestExchanges: ['notification.events'],
      },
      worker: { queues: ['critical', 'standard', 'bulk'], concurrency: 50 },
      retry: { maxRetries: 3, baseMs: 10_000, factor: 7, capMs: 900_000 },
      lanes: { highWater: 20_000, admitDepth: 1_000_000, admitAgeSeconds: 3_600 },
      limits: { perKeyPerSecond: 1_000, perRecipientPerHour: 20 },
      retention: { historyDays: 90, eventHoldHours: 72 },
      preferenceMails: [],
      types: { dir: undefined, essential: [] },
      warnings: [],
    });
  });

  test('an empty variable counts as unset', () => {
    const config = parseConfig({ ...database, PORT: '', REDIS_URL: '', AUTH: '' }, 'api');

    expect(config.api).toMatchObject({ port: 8001, portIsExplicit: false });
    expect(config.redis.url).toBeUndefined();
  });

  test('npm start needs nothing at all and asks nobody on loopback', () => {
    const config = parseConfig({}, 'all');

    expect(config.auth.mode).toBe('off');
    expect(config.limits.perKeyPerSecond).toBeUndefined();
    expect(config.email.from.address).toBe('postroom@localhost');
    expect(config.service).toMatchObject({ name: 'Postroom', appUrl: 'http://localhost:3000' });
  });
});

describe('values', () => {
  test('are typed, trimmed and grouped', () => {
    const config = parseConfig(
      {
        ...database,
        ...mail,
        PORT: ' 9000 ',
        RETRY_FACTOR: '1.5',
        WORKER_QUEUES: 'bulk, critical, bulk',
        INGEST_EXCHANGES: 'user.events',
        RECIPIENT_CAP: '0',
        PREFERENCE_MAILS: 'created,updated',
      },
      'worker',
    );

    expect(config.api).toMatchObject({ port: 9000, portIsExplicit: true });
    expect(config.retry.factor).toBe(1.5);
    expect(config.worker.queues).toEqual(['bulk', 'critical']);
    expect(config.rabbitmq.ingestExchanges).toEqual(['notification.events', 'user.events']);
    expect(config.limits.perRecipientPerHour).toBeUndefined();
    expect(config.preferenceMails).toEqual(['created', 'updated']);
    expect(config.service.appUrl).toBe('https://shop.example.com');
    expect(config.email).toMatchObject({
      providers: ['smtp'],
      from: { address: 'shop@example.com', name: 'Shop', domain: 'example.com' },
    });
  });

  test('the parts of an SMTP server become one URL', () => {
    const { SMTP_URL: _, ...sender } = mail;
    const config = parseConfig(
      {
        ...database,
        ...sender,
        SMTP_HOST: 'mail',
        SMTP_PORT: '465',
        SMTP_USERNAME: 'a@b',
        SMTP_PASSWORD: 'p/w:',
      },
      'worker',
    );

    expect(config.email.smtp?.url).toBe('smtps://a%40b:p%2Fw%3A@mail:465');
  });

  test('providers keep their order, and capture counts only when it is named', () => {
    const both = { ...database, ...mail, RESEND_API_KEY: 're_12345678' };

    expect(parseConfig(both, 'worker').email.providers).toEqual(['resend', 'smtp']);
    expect(
      parseConfig({ ...both, EMAIL_PROVIDERS: 'smtp,resend' }, 'worker').email.providers,
    ).toEqual(['smtp', 'resend']);
    expect(
      parseConfig({ ...database, EMAIL_PROVIDERS: 'capture' }, 'worker').email.providers,
    ).toEqual(['capture']);
  });

  test('migrations use a user of their own where there is one', () => {
    const config = parseConfig(
      { ...database, MIGRATE_DATABASE_URL: 'postgresql://owner@db/postroom' },
      'migrate',
    );

    expect(config.database.url).toBe('postgresql://owner@db/postroom');
    expect(parseConfig({ MIGRATE_DATABASE_URL: 'postgres://o@db/p' }, 'migrate').role).toBe(
      'migrate',
    );
  });
});

describe('problems', () => {
  test('are reported all at once, each naming the variable and what would be right', () => {
    const problems = problemsOf('worker', {
      DATABASE_URL: 'mysql://user:s3cret@db/postroom',
      PORT: 'eighty',
      WORKER_CONCURRENCY: '0',
      WORKER_QUEUES: 'critical,,bulk',
      EMAIL_FROM: 'nobody',
      LOG_LEVEL: 'loud',
    });

    expect(problems).toEqual([
      expect.stringMatching(
        /^LOG_LEVEL: "loud" is not one of trace, .*; for example LOG_LEVEL=info$/,
      ),
      'PORT: "eighty" is not a port, a whole number from 0 (any free one) to 65535; for example PORT=8001',
      expect.stringMatching(/^DATABASE_URL: its value is not a URL that begins with postgres:\/\//),
      'EMAIL_PROVIDERS: no provider is configured; set SMTP_URL or RESEND_API_KEY',
      expect.stringMatching(/^EMAIL_FROM: "nobody" is not an address/),
      expect.stringMatching(
        /^WORKER_QUEUES: .*comma-separated list of critical, standard and bulk/,
      ),
      'WORKER_CONCURRENCY: "0" is not a whole number from 1 to 1000; for example WORKER_CONCURRENCY=50',
    ]);
  });

  test('never show a secret', () => {
    const secrets = {
      DATABASE_URL: 'canary',
      STANDBY_DATABASE_URL: 'canary',
      REDIS_URL: 'canary',
      RABBITMQ_URL: 'canary',
      SMTP_URL: 'canary',
      SMTP_PASSWORD: 'canary\n',
      RESEND_API_KEY: 'canary with blanks',
      LINK_SECRET: 'canary',
      DASHBOARD_PASSWORD: 'canary\n',
      BOOTSTRAP_API_KEY: 'canary',
    };

    const problems = problemsOf('worker', secrets);

    expect(problems.length).toBeGreaterThanOrEqual(Object.keys(secrets).length);
    expect(problems.join('\n')).not.toContain('canary');
  });

  test.each<[string, Role, Record<string, string>, string[]]>([
    ['a role without a database', 'api', {}, ['DATABASE_URL']],
    ['a tool without a database', 'ctl', {}, ['DATABASE_URL']],
    [
      'no authentication where others can come',
      'api',
      { ...database, AUTH: 'off', HOST: '0.0.0.0' },
      ['AUTH'],
    ],
    [
      'npm start where others can come, without a login',
      'all',
      { HOST: '0.0.0.0' },
      ['DASHBOARD_USERNAME', 'DASHBOARD_PASSWORD'],
    ],
    [
      'a dashboard without a login',
      'dashboard',
      database,
      ['DASHBOARD_USERNAME', 'DASHBOARD_PASSWORD'],
    ],
    ['half a login', 'api', { ...database, DASHBOARD_USERNAME: 'op' }, ['DASHBOARD_PASSWORD']],
    ['a worker that cannot send', 'worker', database, ['EMAIL_PROVIDERS']],
    [
      'a provider that is not configured',
      'worker',
      { ...database, ...mail, EMAIL_PROVIDERS: 'resend,smtp' },
      ['EMAIL_PROVIDERS'],
    ],
    [
      'a real provider and no sender',
      'worker',
      { ...database, SMTP_URL: mail.SMTP_URL },
      ['EMAIL_FROM', 'SERVICE_NAME', 'APP_URL'],
    ],
    [
      'a real provider and no sender, with npm start',
      'all',
      { RESEND_API_KEY: 're_12345678' },
      ['EMAIL_FROM', 'SERVICE_NAME', 'APP_URL'],
    ],
    [
      'a bridge with nothing to listen to and no base for links',
      'bridge',
      database,
      ['RABBITMQ_URL', 'APP_URL'],
    ],
    [
      'two SMTP servers',
      'worker',
      { ...database, ...mail, SMTP_HOST: 'mail', SMTP_PORT: '25' },
      ['SMTP_HOST', 'SMTP_PORT'],
    ],
    ['an SMTP port of nobody', 'api', { ...database, SMTP_PORT: '25' }, ['SMTP_HOST']],
    [
      'half an SMTP login',
      'worker',
      { ...database, ...mail, SMTP_URL: '', SMTP_HOST: 'mail', SMTP_USERNAME: 'a' },
      ['SMTP_PASSWORD'],
    ],
    ['a file that is not there', 'api', { ...database, TLS_CA_FILE: 'gone.pem' }, ['TLS_CA_FILE']],
    [
      'a certificate without its key',
      'api',
      { ...database, TLS_CERT_FILE: 'gone.pem' },
      ['TLS_CERT_FILE', 'TLS_KEY_FILE'],
    ],
    [
      'half of DKIM',
      'api',
      { ...database, DKIM_DOMAIN: 'example.com' },
      ['DKIM_SELECTOR', 'DKIM_KEY_FILE'],
    ],
    ['an issuer of no tokens', 'api', { ...database, JWT_ISSUER: 'me' }, ['JWKS_URL']],
    [
      'a folder of types that is not there',
      'worker',
      { ...database, ...mail, TYPES_DIR: 'gone' },
      ['TYPES_DIR'],
    ],
    ['a host that is none', 'all', { HOST: 'not a host' }, ['HOST']],
  ])('%s', (_, role, env, expected) => {
    expect(variablesWrong(role, env)).toEqual(expected);
  });

  test.each(['localhost', '127.0.0.1', '127.8.9.10', '::1'])('AUTH=off is fine on %s', (HOST) => {
    expect(problemsOf('api', { ...database, AUTH: 'off', HOST })).toEqual([]);
    expect(problemsOf('dashboard', { ...database, AUTH: 'off', HOST })).toEqual([]);
  });
});

describe('warnings', () => {
  test('name a variable that looks misspelt', () => {
    const { warnings } = parseConfig({ ...database, REDIS_URI: 'x', HOSTNAME: 'box' }, 'relay');

    expect(warnings).toEqual(['REDIS_URI is not a variable of Postroom: is REDIS_URL meant?']);
  });

  test('name what is set in vain or weakens the rest', () => {
    const { warnings } = parseConfig(
      { BOOTSTRAP_API_KEY: 'pr_live_short', RETRY_CAP_MS: '5', JWKS_URL: 'https://id/jwks' },
      'all',
    );

    expect(warnings).toHaveLength(4);
    expect(warnings.join()).not.toContain('pr_live_short');
  });
});
