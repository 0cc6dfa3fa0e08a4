import type { Channel, ChannelModel } from 'amqplib';

/** Where events come from and go to, as the deployment's other services know it. */
export const eventsExchange = 'notification.events';
export const ingestQueue = 'notification.ingest';
export const deadExchange = 'notification.dead';
/** Keeps every event for whoever asks; the deployment's own, never declared or read here. */
export const generalQueue = 'general_queue';
export const deadQueue = 'notification.ingest.dead';

/** Deliveries of one message after which the broker itself sets it aside: it kills whoever takes it. */
const deliveryLimit = 100;
const weekMs = 7 * 24 * 3600 * 1000;

/** An exchange of another service that is not there, so nothing can be heard from it. */
export class MissingExchange extends Error {
  override readonly name = 'MissingExchange';
  readonly exchange: string;

  constructor(exchange: string, cause: unknown) {
    super(
      `there is no exchange ${exchange}: let its service declare it, or take it out of INGEST_EXCHANGES`,
      { cause },
    );
    this.exchange = exchange;
  }
}

/** @throws when it exists with other properties. */
export const declareEvents = async (channel: Channel): Promise<void> => {
  await channel.assertExchange(eventsExchange, 'topic', { durable: true });
};

/** The queue that we read, what cannot be understood, and both their exchanges. Idempotent. */
export const declareIngest = async (channel: Channel): Promise<void> => {
  await declareEvents(channel);
  await channel.assertExchange(deadExchange, 'fanout', { durable: true });
  await channel.assertQueue(deadQueue, {
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-max-length': 100_000, 'x-message-ttl': weekMs },
  });
  await channel.bindQueue(deadQueue, deadExchange, '');
  await channel.assertQueue(ingestQueue, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-dead-letter-exchange': deadExchange,
      'x-delivery-limit': deliveryLimit,
    },
  });
};

/**
 * Binds the queue with exactly these routing keys to one exchange, on a channel of its own, since a
 * failure closes the channel. Our own exchange is declared; others belong to other services and are
 * only looked at.
 * @throws MissingExchange
 */
export const bindIngest = async (
  model: ChannelModel,
  exchange: string,
  routingKeys: readonly string[],
): Promise<void> => {
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  try {
    await channel.checkExchange(exchange).catch((error: unknown) => {
      throw new MissingExchange(exchange, error);
    });
    for (const routingKey of routingKeys) {
      await channel.bindQueue(ingestQueue, exchange, routingKey);
    }
  } finally {
    await channel.close().catch(() => undefined);
  }
};
