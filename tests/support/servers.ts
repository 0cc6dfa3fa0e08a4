import { startTestServers, type TestServers } from '@postroom/local/testing';
import type { TestProject } from 'vitest/node';

/** Set by `scripts/test.mjs`, which starts the servers once for all kinds of tests. */
const variable = 'POSTROOM_TEST_SERVERS';

/**
 * Provides the servers of the run to the tests, as `inject('servers')`.
 *
 * Whoever comes first starts them, leaves them in the environment for the others, and stops them.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  const given = process.env[variable];
  if (given !== undefined) {
    project.provide('servers', JSON.parse(given) as TestServers);
    return;
  }
  const { servers, stop } = await startTestServers();
  process.env[variable] = JSON.stringify(servers);
  project.provide('servers', servers);
  return async () => {
    delete process.env[variable];
    await stop();
  };
}
