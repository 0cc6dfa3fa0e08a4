import { inspectBroker } from '@postroom/adapters/amqp';
import { inspectRedis } from '@postroom/adapters/queue';
import { type Finding, fail, type Look, ok, warn } from './finding.ts';

export const redis: Look = async ({ config }) => {
  if (config.redis.url === undefined) {
    return [ok('REDIS_URL is not set here: the queues are on PostgreSQL, right for a laptop')];
  }
  const facts = await inspectRedis(config.redis.url, config.tls);
  const { evictionPolicy, isAppendOnly, usedBytes, maxBytes } = facts;
  const findings: Finding[] = [];
  if (evictionPolicy !== 'noeviction') {
    findings.push(
      fail(
        `maxmemory-policy is ${evictionPolicy}, which throws jobs away: CONFIG SET maxmemory-policy noeviction, and in redis.conf`,
      ),
    );
  }
  if (!isAppendOnly) {
    findings.push(
      warn(
        'appendonly is off: a restart empties it, and everything that waits is handed over anew. CONFIG SET appendonly yes, and in redis.conf',
      ),
    );
  }
  if (maxBytes > 0 && usedBytes > 0.8 * maxBytes) {
    const share = Math.round((100 * usedBytes) / maxBytes);
    findings.push(fail(`holds ${share} % of maxmemory: raise it, or add workers`));
  }
  return findings.length > 0 ? findings : [ok('answers, evicts nothing, keeps a log of its own')];
};

export const rabbitmq: Look = async ({ config }) => {
  const { url, ingestExchanges } = config.rabbitmq;
  if (url === undefined) {
    return [ok('RABBITMQ_URL is not set here: no events come in, none go out')];
  }
  const facts = await inspectBroker({ url, tls: config.tls, exchanges: ingestExchanges });
  const findings = [
    ...facts.missingExchanges.map((exchange) =>
      fail(
        `there is no exchange ${exchange}: start the bridge, or let its service declare it, or take it out of INGEST_EXCHANGES`,
      ),
    ),
    ...ingestFindings(facts.ingest),
    ...(facts.hasGeneralQueue
      ? []
      : [
          warn(
            'there is no general_queue: events that nobody is bound to wait, and end after EVENT_HOLD_HOURS. Declare it, bound to notification.events with notification.#',
          ),
        ]),
  ];
  return findings.length > 0
    ? findings
    : [ok('answers; exchanges and queues are there, and a bridge reads')];
};

const ingestFindings = (
  ingest: { readonly messages: number; readonly consumers: number } | undefined,
): readonly Finding[] => {
  if (!ingest) {
    return [
      fail('there is no queue notification.ingest: start a bridge, which declares and binds it'),
    ];
  }
  return ingest.consumers === 0
    ? [fail(`nobody reads notification.ingest (${ingest.messages} wait): start a bridge`)]
    : [];
};
