import { databaseUrl, line, listOf, url, word } from './kind.ts';
import { variable } from './variable.ts';

const group = 'Servers';

export const serverVariables = {
  DATABASE_URL: variable({
    group,
    kind: databaseUrl,
    unset: 'npm start runs a PostgreSQL of its own; every other command refuses to start',
    meaning:
      'The primary PostgreSQL database: the truth. Of several hosts (a:5432,b:5432) the one that takes writes is used.',
    consequence: 'Without it nothing is accepted. Several hosts need REDIS_URL.',
    secret: true,
  }),
  STANDBY_DATABASE_URL: variable({
    group,
    kind: url(['postgres', 'postgresql'], databaseUrl.example),
    unset: 'the primary answers every read',
    meaning: 'A standby for reads of history, lists, details and preferences.',
    consequence:
      'It is never asked for a decision about sending. Whoever wrote reads what was written, if need be from the primary.',
    secret: true,
  }),
  MIGRATE_DATABASE_URL: variable({
    group,
    kind: databaseUrl,
    unset: 'DATABASE_URL',
    meaning: 'The database as a user who may change the schema; only npm run migrate uses it.',
    consequence: 'With it the user in DATABASE_URL needs no right to change the schema.',
    secret: true,
  }),
  REDIS_URL: variable({
    group,
    kind: url(['redis', 'rediss'], 'redis://:password@redis.example.com:6379'),
    unset: 'the queues live in PostgreSQL, which is enough for a laptop',
    meaning: 'Redis for the queues.',
    consequence: 'All roles must agree on it. It must not evict (maxmemory-policy noeviction).',
    secret: true,
  }),
  RABBITMQ_URL: variable({
    group,
    kind: url(['amqp', 'amqps'], 'amqp://user:password@rabbitmq.example.com:5672'),
    unset: 'npm start runs one if it is installed; otherwise no events come in or go out',
    meaning: 'RabbitMQ, where events come from and go to.',
    consequence: 'While it is away events wait in PostgreSQL and mail is not affected.',
    secret: true,
  }),
  RABBITMQ_MANAGEMENT_URL: variable({
    group,
    kind: url(['http', 'https'], 'http://user:password@rabbitmq.example.com:15672'),
    unset: 'the host and login of RABBITMQ_URL, port 15672, or 15671 with TLS',
    meaning: "RabbitMQ's management API, where npm run ctl -- doctor sees bindings.",
    consequence: 'Without it the doctor says that it cannot see them; no role uses it.',
    secret: true,
  }),
  INGEST_EXCHANGES: variable({
    group,
    kind: listOf(
      word(/^[A-Za-z0-9._:-]{1,255}$/, 'the name of an exchange', 'user.events'),
      'names of exchanges',
    ),
    default: 'notification.events',
    meaning: 'Further exchanges to listen to; notification.events is always among them.',
    consequence: 'They are never created: the bridge waits for one that is missing.',
  }),
  TLS_CA_FILE: variable({
    group,
    kind: line('config/secrets/ssl/ca.pem'),
    unset: "the system's authorities are trusted",
    meaning: 'Certificates (PEM) of the authorities that every client connection trusts.',
    consequence: 'Servers whose certificate comes from anybody else are not talked to.',
  }),
  TLS_CERT_FILE: variable({
    group,
    kind: line('config/secrets/ssl/client.pem'),
    unset: 'no client certificate is shown',
    meaning: 'The certificate (PEM) that every client connection shows; needs TLS_KEY_FILE.',
    consequence: 'Read once at start: a renewed one needs a restart.',
  }),
  TLS_KEY_FILE: variable({
    group,
    kind: line('config/secrets/ssl/client.key'),
    unset: 'no client certificate is shown',
    meaning: 'The key (PEM) of TLS_CERT_FILE.',
    consequence: 'Read once at start: a renewed one needs a restart.',
  }),
} as const;
