import { managementApi, vhostUrl } from '../rabbitmq/management.ts';
import { uniqueName } from './name.ts';
import type { TestServers } from './servers.ts';

export type TestVhost = {
  /** The AMQP URL of the virtual host. */
  readonly url: string;
  readonly name: string;
  /** Deletes it and all it holds; its connections are closed. */
  drop(): Promise<void>;
};

/** An empty virtual host of one's own. */
export async function createTestVhost(servers: TestServers): Promise<TestVhost> {
  const management = managementApi({ url: servers.rabbitmqManagementUrl });
  const name = uniqueName('test');
  await management.createVhost(name);
  return {
    url: vhostUrl(servers.rabbitmqUrl, name),
    name,
    drop: () => management.deleteVhost(name),
  };
}
