import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Broker,
  type Consumer,
  type ConsumerOptions,
  deadQueue,
  eventsExchange,
  type IncomingMessage,
  ingestQueue,
  openBroker,
  reasonHeader,
  startConsumer,
} from './index.ts';
import { eventually } from './testing/eventually.ts';
import { openWorld, type World } from './testing/vhost.ts';

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

const consume = async (
  handle: ConsumerOptions['handle'],
  given: Partial<ConsumerOptions> = {},
): Promise<Consumer> => {
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
};

const publish = (routingKey: string, body: string, exchange: string = eventsExchange): void => {
  world.channel.publish(exchange, routingKey, Buffer.from(body), { messageId: body });
};

const countIn = async (queue: string): Promise<number> =>
  (await world.channel.checkQueue(queue)).messageCount;

/** Bindings are made beside the consumer, so a test that publishes waits for them. */
const untilBound = (exchange: string = eventsExchange): Promise<unknown> =>
  eventually(
    async () => {
      const probe = await world.model.createConfirmChannel();
      let isReturned = false;
      probe.on('return', () => {
        isReturned = true;
      });
      probe.publish(exchange, 'user.welcome_requested', Buffer.from('probe'), { mandatory: true });
      await probe.waitForConfirms();
      await probe.close();
      return !isReturned;
    },
    Boolean,
    10_000,
  );

const withoutProbes = (seen: readonly IncomingMessage[]): readonly string[] =>
  seen.map(({ body }) => body.toString()).filter((body) => body !== 'probe');

test('messages with the routing keys we know are handled and acknowledged, others never come', async () => {
  const seen: IncomingMessage[] = [];
  const consumer = await consume(async (message) => {
    seen.push(message);
    return 'ack';
  });
  await untilBound();

  publish('user.registered', 'one');
  publish('user.deleted', 'two');
  publish('user.welcome_requested', 'three');
  await eventually(
    () => withoutProbes(seen).length,
    (count) => count === 2,
  );

  expect(withoutProbes(seen)).toEqual(['one', 'three']);
  expect(seen.find(({ body }) => body.toString() === 'one')).toMatchObject({
    routingKey: 'user.registered',
    properties: { messageId: 'one' },
  });
  await consumer.stop(1_000);
  expect(await countIn(ingestQueue)).toBe(0);
});

test('a message that cannot be understood lies among the dead letters as it came, with the reason', async () => {
  await consume(async ({ body }) =>
    body.toString() === 'bad' ? { dead: 'email: is required' } : 'ack',
  );
  await untilBound();

  publish('user.registered', 'bad');
  await eventually(
    () => countIn(deadQueue),
    (count) => count === 1,
  );

  const dead = await world.channel.get(deadQueue, { noAck: true });
  if (!dead) throw new Error('there is one');
  expect(dead.content.toString()).toBe('bad');
  expect(dead.fields.routingKey).toBe('user.registered');
  expect(dead.properties.messageId).toBe('bad');
  expect(dead.properties.headers?.[reasonHeader]).toBe('email: is required');
  expect(await countIn(ingestQueue)).toBe(0);
});

test('a message that we cannot handle now stays in hand and is handled again', async () => {
  let times = 0;
  const consumer = await consume(async ({ body }) => {
    if (body.toString() === 'probe') return 'ack';
    times += 1;
    return times < 3 ? 'requeue' : 'ack';
  });
  await untilBound();

  publish('user.registered', 'one');
  await eventually(
    () => times,
    (count) => count === 3,
  );
  await consumer.stop(1_000);

  expect(await countIn(ingestQueue)).toBe(0);
  expect(await countIn(deadQueue)).toBe(0);
});

test('a message in hand when the consumer stops goes back to the queue', async () => {
  let isTaken = false;
  const consumer = await consume(async ({ body }) => {
    if (body.toString() === 'probe') return 'ack';
    isTaken = true;
    return 'requeue';
  });
  await untilBound();
  publish('user.registered', 'one');
  await eventually(() => isTaken, Boolean);

  await consumer.stop(1_000);

  await eventually(
    () => countIn(ingestQueue),
    (count) => count === 1,
  );
});

test('stopping lets what is in hand come to its end', async () => {
  let finish: () => void = () => undefined;
  const consumer = await consume(({ body }) =>
    body.toString() === 'probe'
      ? Promise.resolve('ack')
      : new Promise((resolve) => {
          finish = () => resolve('ack');
        }),
  );
  await untilBound();
  publish('user.registered', 'one');
  await eventually(
    () => consumer.active,
    (count) => count === 1,
  );

  const stopped = consumer.stop(5_000);
  finish();
  await stopped;

  expect(await countIn(ingestQueue)).toBe(0);
});

test('a message whose handling throws every time ends among the dead letters', async () => {
  await consume(async ({ body }) => {
    if (body.toString() === 'probe') return 'ack';
    throw new Error('a bug');
  });
  await untilBound();

  publish('user.registered', 'one');
  await eventually(
    () => countIn(deadQueue),
    (count) => count === 1,
    20_000,
  );

  expect(errors).toContain('a bug');
});

test('a consumer whose queue is deleted builds it again and goes on', async () => {
  const seen: IncomingMessage[] = [];
  await consume(async (message) => {
    seen.push(message);
    return 'ack';
  });
  await untilBound();

  await world.channel.deleteQueue(ingestQueue);
  await untilBound();
  publish('user.registered', 'one');

  await eventually(
    () => withoutProbes(seen).length,
    (count) => count === 1,
  );
});

test('a consumer whose connection is closed goes on over the next', async () => {
  const seen: IncomingMessage[] = [];
  await consume(async (message) => {
    seen.push(message);
    return 'ack';
  });
  await untilBound();

  await eventually(
    () =>
      world.closeConnections().then(
        () => true,
        () => false,
      ),
    Boolean,
    20_000,
  );
  publish('user.registered', 'one');

  await eventually(
    () => withoutProbes(seen).length,
    (count) => count === 1,
    15_000,
  );
});

test('a foreign exchange that is missing is told of and bound later, and the others go on meanwhile', async () => {
  const seen: IncomingMessage[] = [];
  await consume(
    async (message) => {
      seen.push(message);
      return 'ack';
    },
    { exchanges: ['user.events', eventsExchange] },
  );
  await untilBound();
  publish('user.registered', 'one');
  await eventually(
    () => withoutProbes(seen).length,
    (count) => count === 1,
  );
  expect(errors.join()).toContain('there is no exchange user.events');

  await world.channel.assertExchange('user.events', 'topic', { durable: true });
  await untilBound('user.events');
  publish('user.registered', 'two', 'user.events');

  await eventually(
    () => withoutProbes(seen).length,
    (count) => count === 2,
  );
});
