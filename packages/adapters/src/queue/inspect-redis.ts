import { Redis } from 'ioredis';
import type { Tls } from './engine.ts';
import { redisPlace } from './names.ts';

/** What an operator should know of a Redis that holds the lanes. */
export interface RedisFacts {
  /** `noeviction`, or a policy that throws jobs away when memory runs out; null when it is not told. */
  readonly evictionPolicy: string | null;
  /** Whether it writes down what it is told, and so survives its own restart. */
  readonly isAppendOnly: boolean;
  readonly usedBytes: number;
  /** 0: no limit. */
  readonly maxBytes: number;
}

/** One look. @throws Error when it does not answer within a few seconds. */
export const inspectRedis = async (redisUrl: string, tls?: Tls): Promise<RedisFacts> => {
  const { url } = redisPlace(redisUrl);
  const client = new Redis(url, {
    connectTimeout: 3_000,
    commandTimeout: 3_000,
    maxRetriesPerRequest: 0,
    lazyConnect: true,
    retryStrategy: () => null,
    ...(url.startsWith('rediss:') && tls
      ? {
          tls: {
            ...(tls.ca && { ca: tls.ca }),
            ...(tls.cert && { cert: tls.cert }),
            ...(tls.key && { key: tls.key }),
          },
        }
      : {}),
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const facts = `${await client.info('memory')}\n${await client.info('persistence')}`;
    const told = (name: string): string | null =>
      new RegExp(`^${name}:(.*)$`, 'm').exec(facts)?.[1]?.trim() ?? null;
    return {
      evictionPolicy: told('maxmemory_policy'),
      isAppendOnly: told('aof_enabled') === '1',
      usedBytes: Number(told('used_memory') ?? 0),
      maxBytes: Number(told('maxmemory') ?? 0),
    };
  } finally {
    client.disconnect();
  }
};
