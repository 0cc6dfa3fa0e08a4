import { type ChannelModel, connect } from 'amqplib';

/** Another service that hears every event, and misses none while the broker restarts. */
export interface EventTap {
  /** How often each event id came. */
  readonly seen: ReadonlyMap<string, number>;
  /** Takes the queue off the exchange, so that nobody is bound to any event. */
  unbind(pattern: string): Promise<void>;
  bind(pattern: string): Promise<void>;
  stop(): Promise<void>;
}

const queue = 'chaos.tap';
const exchange = 'notification.events';
const reconnectMs = 250;

/** Listens on a durable queue and acknowledges what it has written down; connects again for ever. */
export const openEventTap = async (
  amqpUrl: string,
  patterns = ['notification.#'],
): Promise<EventTap> => {
  const seen = new Map<string, number>();
  let model: ChannelModel | undefined;
  let isStopping = false;

  const listen = async (): Promise<void> => {
    const opened = await connect(amqpUrl);
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (model === opened) model = undefined;
      if (!isStopping) setTimeout(again, reconnectMs);
    });
    const channel = await opened.createChannel();
    channel.on('error', () => undefined);
    await channel.assertExchange(exchange, 'topic', { durable: true });
    await channel.assertQueue(queue, { durable: true });
    for (const pattern of patterns) await channel.bindQueue(queue, exchange, pattern);
    await channel.prefetch(500);
    await channel.consume(queue, (message) => {
      if (!message) return;
      const id = String(message.properties.messageId);
      seen.set(id, (seen.get(id) ?? 0) + 1);
      channel.ack(message);
    });
    model = opened;
  };
  const again = (): void => {
    if (!isStopping) listen().catch(() => setTimeout(again, reconnectMs));
  };
  await listen();

  const onChannel = async (act: 'bindQueue' | 'unbindQueue', pattern: string): Promise<void> => {
    if (!model) throw new Error('RabbitMQ is away');
    const channel = await model.createChannel();
    await channel[act](queue, exchange, pattern);
    await channel.close();
  };
  return {
    seen,
    unbind: (pattern) => onChannel('unbindQueue', pattern),
    bind: (pattern) => onChannel('bindQueue', pattern),
    async stop() {
      isStopping = true;
      await model?.close().catch(() => undefined);
    },
  };
};
