import { connect } from 'amqplib';
import { until } from '../../support/until.ts';

/** A quorum queue that collects what RabbitMQ has confirmed, and is looked into only afterwards. */
export interface EventQueue {
  /** How many have come so far. */
  count(): Promise<number>;
  /** Takes all of them out: how often each notification was told of. */
  take(count: number): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

const exchange = 'notification.events';
const queue = 'bench';
/** A million takes two minutes. */
const takeDeadlineMs = 600_000;

export const openEventQueue = async (amqpUrl: string): Promise<EventQueue> => {
  const connection = await connect(amqpUrl);
  const channel = await connection.createChannel();
  await channel.assertExchange(exchange, 'topic', { durable: true });
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.bindQueue(queue, exchange, 'notification.#');
  return {
    count: async () => (await channel.checkQueue(queue)).messageCount,
    async take(count) {
      const seen = new Map<string, number>();
      let taken = 0;
      const { consumerTag } = await channel.consume(
        queue,
        (message) => {
          if (!message) return;
          const { notification_id: id } = JSON.parse(message.content.toString());
          seen.set(id, (seen.get(id) ?? 0) + 1);
          taken += 1;
        },
        { noAck: true },
      );
      await until(`${count} events to be taken`, () => taken >= count, takeDeadlineMs);
      await channel.cancel(consumerTag);
      return seen;
    },
    close: () => connection.close(),
  };
};
