import { inspectBroker } from '@postroom/adapters/amqp';
import { hasSchema } from '@postroom/adapters/postgres';
import { inspectRedis } from '@postroom/adapters/queue';
import type { CtlContext } from '../context.ts';

/** One thing that was looked at; the text says what to do where it is not right. */
interface Finding {
  readonly part: string;
  readonly level: 'ok' | 'note' | 'wrong';
  readonly text: string;
}

type Look = (context: CtlContext) => Promise<readonly Finding[]>;

/** Looks at every part, one after the other, and tells each finding with what to do about it. */
export const doctor = async (context: CtlContext): Promise<void> => {
  let wrong = 0;
  for (const [part, look] of looks) {
    for (const { level, text } of await look(context).catch((error) => failed(part, error))) {
      if (level === 'wrong') wrong += 1;
      context.say(`${level.padEnd(6)} ${part.padEnd(10)} ${text}`);
    }
  }
  if (wrong > 0) throw new Error(`${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong`);
  context.say('nothing is wrong');
};

const finding =
  (level: Finding['level']) =>
  (part: string, text: string): Finding => ({ part, level, text });
const ok = finding('ok');
const note = finding('note');
const bad = finding('wrong');

const failed = (part: string, error: unknown): readonly Finding[] => {
  const reason = error instanceof Error && error.message ? error.message : String(error);
  return [bad(part, `does not answer (${reason}): ${remedies[part] ?? 'see its log'}`)];
};

const remedies: Readonly<Record<string, string>> = {
  database: 'check DATABASE_URL, and that the server runs and can be reached from here',
  redis: 'check REDIS_URL, and that the server runs; mail waits in Postgres meanwhile',
  rabbitmq: 'check RABBITMQ_URL, and that the server runs; events wait in Postgres meanwhile',
};

const database: Look = async ({ sql }) => {
  const [row] = await sql<{ version: string; standby: boolean }[]>`
    select current_setting('server_version') as version, pg_is_in_recovery() as standby`;
  return row?.standby
    ? [bad('database', 'is a standby: set DATABASE_URL to the primary')]
    : [ok('database', `answers, PostgreSQL ${row?.version}`)];
};

const schema: Look = async ({ sql }) =>
  (await hasSchema(sql))
    ? [ok('schema', 'is this version’s')]
    : [bad('schema', 'is older than this version: run npm run migrate')];

/** Seconds that a row may wait before somebody should look. */
const oldOutboxSeconds = 60;

const outbox: Look = async ({ queries }) => {
  const rows = await queries.outbox();
  const old = rows.filter(({ oldestAgeSeconds }) => (oldestAgeSeconds ?? 0) > oldOutboxSeconds);
  const aside = rows.filter(({ quarantined }) => quarantined > 0);
  return [
    ...old.map(({ destination, oldestAgeSeconds }) =>
      bad(
        'outbox',
        `rows for ${destination} wait for ${Math.round(oldestAgeSeconds ?? 0)} s: is a relay running, and ${destination === 'exchange' ? 'RabbitMQ' : 'the queue store'} with it?`,
      ),
    ),
    ...aside.map(({ destination, quarantined }) =>
      bad(
        'outbox',
        `${quarantined} rows for ${destination} are set aside: select last_error from outbox where quarantined_at is not null; mend the cause, then set quarantined_at to null`,
      ),
    ),
    ...(old.length + aside.length === 0 ? [ok('outbox', 'empties')] : []),
  ];
};

const unheard: Look = async ({ sql }) => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from outbox where destination = 'exchange' and tries > 0`;
  const count = row?.count ?? 0;
  return count === 0
    ? []
    : [
        note(
          'events',
          `${count} were refused or nobody is bound to them: bind a queue to notification.# on notification.events`,
        ),
      ];
};

const lanes: Look = async ({ queries, lanes: controls }) => {
  const [backlog, paused] = await Promise.all([queries.backlog(), controls.paused()]);
  return [
    ...[...paused].map((lane) => note('lanes', `${lane} is paused: resume ${lane} ends it`)),
    ...backlog.map(({ queue, unsent, oldestAgeSeconds }) =>
      ok(
        'lanes',
        `${queue}: ${unsent} not sent yet, the oldest for ${Math.round(oldestAgeSeconds ?? 0)} s`,
      ),
    ),
  ];
};

const stuck: Look = async ({ sql }) => {
  const [row] = await sql<{ expired: number; unknown: number }[]>`
    select count(*) filter (where status = 'sending' and lease_until < now() - interval '1 minute')::int as expired,
      count(*) filter (where status = 'unknown')::int as unknown
    from notifications where status in ('sending', 'unknown')`;
  const { expired = 0, unknown = 0 } = row ?? {};
  return [
    ...(expired > 0
      ? [
          bad(
            'workers',
            `${expired} were left by workers that died, and nobody took them over: is a relay running?`,
          ),
        ]
      : []),
    ...(unknown > 0
      ? [
          note(
            'unknown',
            `${unknown} may have been sent: look at them with show, then resolve ID sent|failed`,
          ),
        ]
      : []),
  ];
};

const redis: Look = async ({ config }) => {
  if (config.redis.url === undefined) {
    return [
      note('redis', 'REDIS_URL is not set here: the queues are on PostgreSQL, right for a laptop'),
    ];
  }
  const { evictionPolicy, usedBytes, maxBytes } = await inspectRedis(config.redis.url, config.tls);
  if (evictionPolicy !== 'noeviction') {
    return [
      bad(
        'redis',
        `maxmemory-policy is ${evictionPolicy}, which throws jobs away: set it to noeviction`,
      ),
    ];
  }
  return maxBytes > 0 && usedBytes > 0.8 * maxBytes
    ? [
        bad(
          'redis',
          `holds ${Math.round((100 * usedBytes) / maxBytes)} % of maxmemory: raise it, or add workers`,
        ),
      ]
    : [ok('redis', 'answers, and evicts nothing')];
};

const rabbitmq: Look = async ({ config }) => {
  const { url, ingestExchanges } = config.rabbitmq;
  if (url === undefined) {
    return [note('rabbitmq', 'RABBITMQ_URL is not set here: no events come in, none go out')];
  }
  const facts = await inspectBroker({ url, tls: config.tls, exchanges: ingestExchanges });
  const findings = [
    ...facts.missingExchanges.map((exchange) =>
      bad(
        'rabbitmq',
        `there is no exchange ${exchange}: start the bridge, or let its service declare it, or take it out of INGEST_EXCHANGES`,
      ),
    ),
    ...(facts.ingest === undefined
      ? [
          bad(
            'rabbitmq',
            'there is no queue notification.ingest: start a bridge, which declares and binds it',
          ),
        ]
      : []),
    ...(facts.ingest?.consumers === 0
      ? [
          bad(
            'rabbitmq',
            `nobody reads notification.ingest (${facts.ingest.messages} wait): start a bridge`,
          ),
        ]
      : []),
    ...(facts.deadLetters > 0
      ? [
          note(
            'rabbitmq',
            `${facts.deadLetters} messages were not understood: see the header x-postroom-reason in notification.ingest.dead`,
          ),
        ]
      : []),
  ];
  return findings.some(({ level }) => level === 'wrong')
    ? findings
    : [ok('rabbitmq', 'answers; exchanges are there, and a bridge reads'), ...findings];
};

const providers: Look = async ({ config }) =>
  config.email.providers.length > 0
    ? [ok('providers', config.email.providers.join(', then '))]
    : [note('providers', 'none is configured here: workers need SMTP_URL or RESEND_API_KEY')];

const looks: readonly (readonly [string, Look])[] = [
  ['database', database],
  ['schema', schema],
  ['outbox', outbox],
  ['events', unheard],
  ['lanes', lanes],
  ['workers', stuck],
  ['redis', redis],
  ['rabbitmq', rabbitmq],
  ['providers', providers],
];
