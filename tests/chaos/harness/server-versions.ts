import type { TestServers } from '@postroom/local/testing';
import postgres from 'postgres';
import { managementOverview } from './management.ts';
import { redisCommand } from './redis-command.ts';

/** What the servers of a campaign say they are. */
export const serverVersions = async ({
  postgresUrl,
  redisUrl,
  rabbitmqManagementUrl,
}: TestServers): Promise<{ readonly [part: string]: string }> => {
  const sql = postgres(postgresUrl, { max: 1 });
  try {
    const [row] = await sql<{ server_version: string }[]>`show server_version`;
    const info = await redisCommand(redisUrl, 'INFO', 'server');
    const overview = await managementOverview(rabbitmqManagementUrl);
    return {
      PostgreSQL: row?.server_version ?? 'unknown',
      Redis: /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown',
      RabbitMQ: overview.rabbitmq_version,
    };
  } finally {
    await sql.end({ timeout: 5 });
  }
};
