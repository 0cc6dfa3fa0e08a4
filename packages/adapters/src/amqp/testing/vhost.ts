import { createTestVhost } from '@postroom/local/testing';
import { type Channel, type ChannelModel, connect, type Options } from 'amqplib';
import { inject } from 'vitest';

/** A virtual host of a test's own, with a plain client that is not ours. */
export interface World {
  readonly url: string;
  readonly model: ChannelModel;
  readonly channel: Channel;
  /** Closes every connection of the virtual host but the client's, as an operator would. */
  closeConnections(): Promise<void>;
  drop(): Promise<void>;
}

export const openWorld = async (): Promise<World> => {
  const servers = inject('servers');
  const vhost = await createTestVhost(servers);
  const client: Options.Connect | string = vhost.url;
  const model = await connect(client, { clientProperties: { connection_name: 'test-client' } });
  const channel = await model.createChannel();
  const api = managementOf(servers.rabbitmqManagementUrl);
  return {
    url: vhost.url,
    model,
    channel,
    async closeConnections() {
      const all = (await api('GET', `/api/vhosts/${vhost.name}/connections`)) as {
        readonly name: string;
        readonly client_properties?: { readonly connection_name?: string };
      }[];
      const ours = all.filter(({ client_properties: known }) =>
        known?.connection_name?.startsWith('postroom'),
      );
      if (ours.length === 0) throw new Error('no connection of ours is listed yet');
      for (const { name } of ours)
        await api('DELETE', `/api/connections/${encodeURIComponent(name)}`);
    },
    async drop() {
      await model.close().catch(() => undefined);
      await vhost.drop();
    },
  };
};

const managementOf = (managementUrl: string) => {
  const { origin, username, password } = new URL(managementUrl);
  const authorization = `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`;
  return async (method: string, path: string): Promise<unknown> => {
    const response = await fetch(`${origin}${path}`, { method, headers: { authorization } });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };
};
