export type ManagementOptions = {
  /** `http://user:password@host:port`, without a path. */
  readonly url: string;
};

export type Management = {
  /** The answer's JSON (undefined when it has none). Throws on any status but 2xx. */
  request(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<unknown>;
  /** Makes a virtual host and lets our user do everything in it; an existing one is no error. */
  createVhost(name: string): Promise<void>;
  /** Deletes a virtual host and all it holds; a missing one is no error. */
  deleteVhost(name: string): Promise<void>;
};

/** RabbitMQ's management API as far as we use it. */
export function managementApi({ url }: ManagementOptions): Management {
  const { username, password, origin } = new URL(url);
  const user = decodeURIComponent(username);
  const authorization = `Basic ${btoa(`${user}:${decodeURIComponent(password)}`)}`;

  const request: Management['request'] = async (method, path, body) => {
    const response = await fetch(`${origin}/api${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(15_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new ManagementError(response.status, `${method} ${path}: ${response.status} ${text}`);
    }
    return text === '' ? undefined : JSON.parse(text);
  };

  return {
    request,
    async createVhost(name) {
      const vhost = encodeURIComponent(name);
      await request('PUT', `/vhosts/${vhost}`, {});
      await request('PUT', `/permissions/${vhost}/${encodeURIComponent(user)}`, {
        configure: '.*',
        write: '.*',
        read: '.*',
      });
    },
    async deleteVhost(name) {
      try {
        await request('DELETE', `/vhosts/${encodeURIComponent(name)}`);
      } catch (error) {
        if (!(error instanceof ManagementError && error.status === 404)) throw error;
      }
    },
  };
}

/** An answer of the management API that is not 2xx. */
class ManagementError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(`RabbitMQ management: ${message}`);
    this.status = status;
  }
}

/** The AMQP URL of a virtual host on the same broker. */
export function vhostUrl(amqpUrl: string, name: string): string {
  const url = new URL(amqpUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.toString();
}
