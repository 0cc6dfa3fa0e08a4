import { eventually } from '@postroom/local/testing';
import { afterEach, beforeEach } from 'vitest';
import {
  type Broker,
  type Consumer,
  type ConsumerOptions,
  eventsExchange,
  type IncomingMessage,
  openBroker,
  startConsumer,
} from '../index.ts';
import { openWorld, type World } from './vhost.ts';

/** Registers hooks that give each test a virtual host, a connection and consumers of its own. */
export const ingestWorld = () => {
  let world: World;
  let broker: Broker;
  const consumers: Consumer[] = [];
  const errors: string[] = [];

  beforeEach(async () => {
    world = await openWorld();
    errors.length = 0;
    broker = openBroker({ url: world.url });
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop(1_000)));
    await broker.close();
    await world.drop();
  });

  return {
    world: () => world,
    errors,
    async consume(
      handle: ConsumerOptions['handle'],
      given: Partial<ConsumerOptions> = {},
    ): Promise<Consumer> {
      const consumer = startConsumer({
        broker,
        exchanges: [eventsExchange],
        routingKeys: ['user.registered', 'user.welcome_requested'],
        prefetch: 10,
        handle,
        onError: (error) => errors.push(error.message),
        ...given,
      });
      consumers.push(consumer);
      await eventually(() => consumer.isConsuming(), Boolean);
      return consumer;
    },
    publish(routingKey: string, body: string, exchange: string = eventsExchange): void {
      world.channel.publish(exchange, routingKey, Buffer.from(body), { messageId: body });
    },
    countIn: async (queue: string): Promise<number> =>
      (await world.channel.checkQueue(queue)).messageCount,
    /** Bindings are made beside the consumer, so a test that publishes waits for them. */
    untilBound: (exchange: string = eventsExchange): Promise<unknown> =>
      eventually(async () => {
        const probe = await world.model.createConfirmChannel();
        let isReturned = false;
        probe.on('return', () => {
          isReturned = true;
        });
        const mandatory = { mandatory: true };
        probe.publish(exchange, 'user.welcome_requested', Buffer.from('probe'), mandatory);
        await probe.waitForConfirms();
        await probe.close();
        return !isReturned;
      }, Boolean),
  };
};

/** The bodies that a test published itself. */
export const withoutProbes = (seen: readonly IncomingMessage[]): readonly string[] =>
  seen.map(({ body }) => body.toString()).filter((body) => body !== 'probe');
