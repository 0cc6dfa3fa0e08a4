import { broker } from './broker.ts';
import { database } from './database.ts';
import { mail } from './mail.ts';
import { type Part, shown } from './part.ts';
import { type PortName, type PortWishes, portFor } from './ports.ts';
import type { Given } from './starting.ts';

export type LocalOptions = {
  /** The folder in which everything lies, claimed with `claimHome` before. */
  readonly home: string;
  /** What somebody else runs; whatever has a URL here is not started. */
  readonly given: Given;
  /** Ports to listen on instead of the preferred ones. */
  readonly ports?: PortWishes;
  /** Told in a line what starts and what runs. */
  readonly onProgress?: (line: string) => void;
};

export type Local = {
  readonly databaseUrl: string;
  /** None: the queues run on PostgreSQL. */
  readonly redisUrl?: string;
  /** None: the bridge is off and events end as not published. */
  readonly rabbitmqUrl?: string;
  /** None: mail goes through Resend alone. */
  readonly smtpUrl?: string;
  readonly parts: readonly Part[];
  /** Stops what was started here, the last first; a second call is harmless. */
  stop(): Promise<void>;
};

/**
 * Starts every server that Postroom needs and was given no URL for, all at once: PostgreSQL; an inbox
 * unless mail has somewhere to go; RabbitMQ when it is installed. Redis is never started: without one
 * the queues run on PostgreSQL.
 *
 * Returns when all of them answer. When one fails the others are stopped and its error is thrown.
 */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const { home, given, ports = {}, onProgress = () => {} } = options;
  const portOf = (name: PortName): Promise<number> => portFor(name, ports);

  const started = await Promise.allSettled([
    database({ home, given, portOf, onProgress }),
    broker({ home, given, portOf, onProgress }),
    mail({ given, portOf, onProgress }),
  ]);
  const stops = started.flatMap((one) =>
    one.status === 'fulfilled' && one.value.stop !== undefined ? [one.value.stop] : [],
  );
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= Promise.all(stops.map((one) => one())).then(() => {});
    return stopping;
  };

  const [postgres, rabbitmq, inbox] = started;
  if (
    postgres.status === 'rejected' ||
    rabbitmq.status === 'rejected' ||
    inbox.status === 'rejected'
  ) {
    await stop();
    const reasons = started.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    throw reasons.length === 1 ? reasons[0] : new AggregateError(reasons, reasons.join('\n'));
  }
  const { url: databaseUrl } = postgres.value;
  return {
    databaseUrl,
    ...(given.redisUrl === undefined ? {} : { redisUrl: given.redisUrl }),
    ...(rabbitmq.value.url === undefined ? {} : { rabbitmqUrl: rabbitmq.value.url }),
    ...(inbox.value.url === undefined ? {} : { smtpUrl: inbox.value.url }),
    parts: [
      ...postgres.value.parts,
      given.redisUrl === undefined
        ? {
            name: 'Queues',
            url: shown(databaseUrl),
            note: 'on PostgreSQL, since no REDIS_URL is set',
          }
        : { name: 'Redis', url: shown(given.redisUrl), note: 'given by REDIS_URL' },
      ...rabbitmq.value.parts,
      ...inbox.value.parts,
    ],
    stop,
  };
}
