import { connect } from 'amqplib';
import { until } from './until.ts';

/** A message as a consumer of another team would see it. */
export interface SeenEvent {
  readonly routingKey: string;
  readonly body: { readonly [field: string]: unknown };
  readonly properties: {
    readonly messageId?: unknown;
    readonly correlationId?: unknown;
    readonly contentType?: unknown;
    readonly type?: unknown;
    readonly deliveryMode?: unknown;
    readonly headers?: { readonly [name: string]: unknown } | undefined;
  };
}

/** Another service on the bus: listens to all that Postroom says, and says things itself. */
export interface EventListener {
  readonly events: readonly SeenEvent[];
  /** Waits for an event of a type about a notification. */
  event(type: string, notificationId: string): Promise<SeenEvent>;
  publish(routingKey: string, body: unknown, options?: PublishOptions): Promise<void>;
  stop(): Promise<void>;
}

export interface PublishOptions {
  readonly messageId?: string;
  readonly type?: string;
  readonly headers?: { readonly [name: string]: unknown };
}

const exchange = 'notification.events';

export const listenForEvents = async (amqpUrl: string): Promise<EventListener> => {
  const connection = await connect(amqpUrl);
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange(exchange, 'topic', { durable: true });
  const { queue } = await channel.assertQueue('listener', { durable: false, autoDelete: true });
  await channel.bindQueue(queue, exchange, 'notification.#');
  const events: SeenEvent[] = [];
  await channel.consume(
    queue,
    (message) => {
      if (!message) return;
      events.push({
        routingKey: message.fields.routingKey,
        body: JSON.parse(message.content.toString()),
        properties: message.properties,
      });
    },
    { noAck: true },
  );
  return {
    events,
    event: (type, notificationId) =>
      until(`${type} of ${notificationId}`, () =>
        events.find(
          ({ routingKey, body }) => routingKey === type && body.notification_id === notificationId,
        ),
      ),
    publish: (routingKey, body, options = {}) =>
      new Promise((resolve, reject) => {
        const content = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
        channel.publish(exchange, routingKey, content, { persistent: true, ...options }, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    async stop() {
      await connection.close();
    },
  };
};
