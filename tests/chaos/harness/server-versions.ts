import { execFileSync } from 'node:child_process';
import type { TestServers } from '@postroom/local/testing';
import postgres from 'postgres';
import { managementOverview } from './management.ts';

/** What the servers of a campaign say they are. */
export const serverVersions = async ({
  postgresUrl,
  rabbitmqManagementUrl,
}: TestServers): Promise<{ readonly [part: string]: string }> => {
  const sql = postgres(postgresUrl, { max: 1 });
  try {
    const [row] = await sql<{ server_version: string }[]>`show server_version`;
    const overview = await managementOverview(rabbitmqManagementUrl);
    return {
      PostgreSQL: row?.server_version ?? 'unknown',
      Redis: redisVersion(),
      RabbitMQ: overview.rabbitmq_version,
    };
  } finally {
    await sql.end({ timeout: 5 });
  }
};

const redisVersion = (): string => {
  const said = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
  return /v=(\S+)/.exec(said)?.[1] ?? 'unknown';
};
