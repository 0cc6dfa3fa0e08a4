/** PEM texts, for `amqps:`; certificates are verified. */
export interface Tls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

const heartbeatSeconds = 10;
const connectTimeoutMs = 5_000;

/** What amqplib's `connect` is called with. */
export const connectionPlan = ({
  url,
  tls,
  name = 'postroom',
}: {
  readonly url: string;
  readonly tls?: Tls | undefined;
  readonly name?: string | undefined;
}) => {
  const address = new URL(url);
  // A peer that vanished without a word is noticed within two heartbeats; RabbitMQ's own wish is 60 s.
  if (!address.searchParams.has('heartbeat')) {
    address.searchParams.set('heartbeat', String(heartbeatSeconds));
  }
  const isTls = address.protocol === 'amqps:';
  return {
    address: address.toString(),
    socket: {
      timeout: connectTimeoutMs,
      keepAlive: true,
      noDelay: true,
      clientProperties: { connection_name: name },
      ...(isTls ? { rejectUnauthorized: true } : {}),
      ...(isTls && tls?.ca ? { ca: [Buffer.from(tls.ca)] } : {}),
      ...(isTls && tls?.cert ? { cert: Buffer.from(tls.cert) } : {}),
      ...(isTls && tls?.key ? { key: Buffer.from(tls.key) } : {}),
    },
  };
};

/** Which broker, for people. */
export const brokerPlace = (url: string): string => `RABBITMQ_URL (${new URL(url).host})`;
