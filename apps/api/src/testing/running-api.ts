import { migrate } from '@postroom/adapters/postgres';
import { createTestDatabase, type TestServers } from '@postroom/local/testing';
import { createLog, createMetrics, parseConfig } from '@postroom/runtime';
import { type StartedApi, start } from '../start.ts';

/** The API with a view of its log. */
export interface RunningApi extends StartedApi {
  /** What was logged so far, as text. */
  log(): string;
}

/** A database with the schema, or an empty one. */
export const testDatabase = (servers: TestServers, schema: 'migrated' | 'empty') =>
  schema === 'migrated'
    ? createTestDatabase({ servers, migrate })
    : createTestDatabase({ servers, migrate: async () => undefined, schemaVersion: 'empty' });

/** The whole API on a free port, over a real database. */
export const startApi = async (
  databaseUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningApi> => {
  const config = parseConfig(
    { DATABASE_URL: databaseUrl, PORT: '0', AUTH: 'off', ...environment },
    'api',
  );
  let text = '';
  const write = (line: string): void => {
    text += line;
  };
  const log = createLog({ level: 'info', role: 'api', destination: { write } });
  const metrics = createMetrics({ role: 'api', version: '0.0.0' });
  const started = await start(config, { log, metrics });
  return { ...started, log: () => text };
};

export const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** Asks until the answer is good; the test's own time limit ends a wait in vain. */
export const until = async <T>(
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean,
): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
