import { Redis } from 'ioredis';
import type { Tls } from './engine.ts';
import { redisPlace } from './names.ts';
import { explained, redisTls } from './redis-engine.ts';

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
    ...redisTls(url, tls),
  });
  // What `connect` rejects with says only that the connection closed.
  let told: Error | undefined;
  client.on('error', (error: Error) => {
    told ??= explained(error, url);
  });
  try {
    await client.connect().catch((error: unknown) => {
      throw told ?? error;
    });
    const facts = `${await client.info('memory')}\n${await client.info('persistence')}`;
    const fact = (name: string): string | null =>
      new RegExp(`^${name}:(.*)$`, 'm').exec(facts)?.[1]?.trim() ?? null;
    return {
      evictionPolicy: fact('maxmemory_policy'),
      isAppendOnly: fact('aof_enabled') === '1',
      usedBytes: Number(fact('used_memory') ?? 0),
      maxBytes: Number(fact('maxmemory') ?? 0),
    };
  } finally {
    client.disconnect();
  }
};
