import { type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { reasonOf } from '../tls/certificate-fault.ts';
import type { Tls } from './connection-plan.ts';

/** A queue that takes what an exchange gets under a routing key. */
export interface Binding {
  readonly exchange: string;
  readonly queue: string;
  /** With `*` and `#` as topic exchanges read them. */
  readonly routingKey: string;
}

/** Milliseconds for the answer. */
const lookMs = 5_000;

/**
 * The bindings of queues in a virtual host, asked of the management API: AMQP itself can make and
 * remove bindings, and cannot list them. Those between exchanges are left out.
 *
 * Without `managementUrl` it is looked for where RabbitMQ puts it, with the login of `url`: on port
 * 15672 of the same host, or over TLS on 15671 when `url` is `amqps:`.
 * @throws Error that says which address did not answer, and why; it names no password.
 */
export const listBindings = async ({
  url,
  managementUrl,
  tls,
}: {
  readonly url: string;
  readonly managementUrl?: string | undefined;
  readonly tls?: Tls | undefined;
}): Promise<readonly Binding[]> => {
  const broker = new URL(url);
  const vhost = decodeURIComponent(broker.pathname.slice(1)) || '/';
  const management = managementUrl === undefined ? usualPlace(broker) : new URL(managementUrl);
  const address = new URL(`/api/bindings/${encodeURIComponent(vhost)}`, management);
  const login = `${decodeURIComponent(management.username)}:${decodeURIComponent(management.password)}`;
  const text = await ask(address, login, tls).catch((cause: unknown) => {
    throw new Error(`${management.origin}: ${reasonOf(cause, management.origin)}`, { cause });
  });
  // As RabbitMQ documents its answer.
  const bindings = JSON.parse(text) as readonly {
    readonly source: string;
    readonly destination: string;
    readonly destination_type: string;
    readonly routing_key: string;
  }[];
  return bindings
    .filter(({ source, destination_type: kind }) => source !== '' && kind === 'queue')
    .map(({ source, destination, routing_key: routingKey }) => ({
      exchange: source,
      queue: destination,
      routingKey,
    }));
};

const usualPlace = ({ protocol, username, password, hostname }: URL): URL => {
  const isTls = protocol === 'amqps:';
  const place = new URL(`${isTls ? 'https' : 'http'}://${hostname}:${isTls ? 15_671 : 15_672}`);
  place.username = username;
  place.password = password;
  return place;
};

/** Not `fetch`, which cannot be told an authority to trust. */
const ask = async (address: URL, login: string, tls: Tls | undefined): Promise<string> => {
  const options = { auth: login, signal: AbortSignal.timeout(lookMs), ...tls };
  const { origin, pathname } = address;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = address.protocol === 'https:' ? secure : plain;
    send(`${origin}${pathname}`, options, resolve).once('error', reject).end();
  });
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) text += chunk;
  if (answer.statusCode === 401) {
    throw new Error('401, the login is wrong or lacks the tag "monitoring" or "management"');
  }
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.statusMessage}`);
  return text;
};
