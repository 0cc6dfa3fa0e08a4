import type { Job } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import { type JobType, Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { writeOncePerTurn } from '../socket/one-write-a-turn.ts';
import { reasonOf } from '../tls/certificate-fault.ts';
import type { Engine, Tls } from './engine.ts';
import { lanePrefix, queueNameOf } from './names.ts';
import { eventStream } from './options.ts';

/** Without the one option that decides the type of the client. */
type ClientOptions = Omit<RedisOptions, 'replyMapping'>;

interface RedisEngineOptions {
  readonly url: string;
  readonly prefix: string;
  readonly tls?: Tls | undefined;
  onError(error: Error): void;
}

/** Lanes in Redis: one connection for everything that adds and reads, two of its own for each worker. */
export const openRedis = ({ url, prefix, tls, onError }: RedisEngineOptions): Engine => {
  const open = (options: ClientOptions): Redis => {
    const client = new Redis(url, { ...connectionOptions(url, tls), ...options });
    client.on('error', (error: Error) => onError(explained(error, url)));
    // A batch that is settled ends many jobs in one turn, each with a command of its own.
    client.on('connect', () => writeOncePerTurn(client.stream));
    return client;
  };
  // Without an offline queue a command fails at once while Redis is away: rows stay in the outbox,
  // where they are safe, and not in this process's memory.
  const producer = open({ enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  const consumers = new Set<Redis>();
  const generationKey = `${prefix}:generation`;

  return {
    store: 'redis',
    openQueue: (queue: QueueName) =>
      new Queue(queueNameOf(queue), {
        connection: producer,
        prefix: lanePrefix(prefix, queue),
        streams: eventStream,
        // The version is asked by a command that would end the queue for good if the connection
        // broke in that moment; workers ask for it.
        skipVersionCheck: true,
      }),
    // One script reads all lists at once. The state of one job is looked for in the lists of all, so
    // that to ask for each of many would stop Redis for as long as the lane is deep, times the jobs.
    liveAmong: async (bull) => new Set(await bull.getRanges(liveStates, 0, -1)),
    openWorker(queue, process, options) {
      const connection = open({ maxRetriesPerRequest: null });
      consumers.add(connection);
      const worker = new Worker<Job, void, string>(queueNameOf(queue), process, {
        ...options,
        connection,
        prefix: lanePrefix(prefix, queue),
      });
      // A consumer that was made anew leaves nothing open behind.
      worker.on('closed', () => {
        consumers.delete(connection);
        connection.disconnect();
      });
      return worker;
    },
    generation: () => producer.get(generationKey),
    async mark(generation) {
      await producer.set(generationKey, generation);
    },
    async ping() {
      // A Redis that is full, or may not write to its disk, answers a PING and takes no job.
      await producer.set(`${prefix}:ping`, '', 'PX', 1_000);
    },
    async close() {
      for (const client of [producer, ...consumers]) client.disconnect();
    },
  };
};

const liveStates: JobType[] = ['delayed', 'prioritized', 'waiting', 'active'];

const connectionOptions = (url: string, tls: Tls | undefined): ClientOptions => ({
  connectTimeout: 5_000,
  keepAlive: 10_000,
  // A server that vanished without a word leaves its connections open: a keep-alive is not sent while
  // something is unanswered. No answer takes as long, the blocking wait for jobs included.
  socketTimeout: 15_000,
  retryStrategy: (times) => Math.min(2_000, 50 * 2 ** Math.min(times, 6)),
  // After a failover the old primary refuses writes: connect anew, and send the command again.
  reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  ...redisTls(url, tls),
});

/** For `rediss:` alone; the server's certificate is verified. */
export const redisTls = (url: string, tls: Tls | undefined): Pick<RedisOptions, 'tls'> =>
  url.startsWith('rediss:') ? { tls: { rejectUnauthorized: true, ...(tls && present(tls)) } } : {};

/** The same error with what to do about a certificate. */
export const explained = (error: Error, url: string): Error => {
  const reason = reasonOf(error, `REDIS_URL (${new URL(url).host})`);
  return reason === error.message ? error : new Error(reason, { cause: error });
};

const present = ({ ca, cert, key }: Tls) => ({
  ...(ca ? { ca } : {}),
  ...(cert ? { cert } : {}),
  ...(key ? { key } : {}),
});
