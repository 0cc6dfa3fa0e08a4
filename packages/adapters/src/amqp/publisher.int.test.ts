import type { OutgoingEvent } from '@postroom/domain';
import { eventually } from '@postroom/local/testing';
import type { Message } from 'amqplib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Broker, createEventPublisher, eventsExchange, openBroker } from './index.ts';
import { openWorld, type World } from './testing/vhost.ts';

let world: World;
let broker: Broker;
const states: string[] = [];

beforeEach(async () => {
  world = await openWorld();
  states.length = 0;
  broker = openBroker({ url: world.url, onState: (state) => states.push(state) });
  await broker.connected(AbortSignal.timeout(10_000));
});
afterEach(async () => {
  await broker.close();
  await world.drop();
});

const eventOf = (
  index: number,
  eventType: OutgoingEvent['eventType'] = 'notification.sent',
): OutgoingEvent => ({
  eventId: `n-${index}.0.${eventType}`,
  eventType,
  correlationId: `c-${index}`,
  traceparent: null,
  notificationId: `n-${index}`,
  occurredAt: new Date('2026-05-03T10:14:00.000Z'),
  fields: { notification_id: `n-${index}` },
});

const listen = async (pattern: string): Promise<readonly Message[]> => {
  const got: Message[] = [];
  await world.channel.assertExchange(eventsExchange, 'topic', { durable: true });
  const { queue } = await world.channel.assertQueue('', { exclusive: true });
  await world.channel.bindQueue(queue, eventsExchange, pattern);
  await world.channel.consume(queue, (message) => message && got.push(message), { noAck: true });
  return got;
};

test('events that somebody is bound to are confirmed and arrive, more than a window of them', async () => {
  const got = await listen('notification.#');
  const publisher = createEventPublisher(broker);

  const outcomes = await publisher.publish(
    Array.from({ length: 1_200 }, (_, index) => eventOf(index)),
    10_000,
  );

  expect(outcomes).toHaveLength(1_200);
  expect(outcomes.every(({ outcome }) => outcome === 'confirmed')).toBe(true);
  await eventually(
    () => got.length,
    (count) => count === 1_200,
  );
  expect(got[0]?.properties).toMatchObject({
    deliveryMode: 2,
    messageId: 'n-0.0.notification.sent',
  });
});

test('an event that nobody is bound to is unroutable, though the broker confirms it too', async () => {
  const got = await listen('notification.sent');
  const publisher = createEventPublisher(broker);

  const outcomes = await publisher.publish(
    [eventOf(1), eventOf(2, 'notification.failed'), eventOf(3)],
    5_000,
  );

  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['confirmed', 'unroutable', 'confirmed']);
  await eventually(
    () => got.length,
    (count) => count === 2,
  );
});

test('an event that cannot be serialised is refused and the others go', async () => {
  await listen('notification.#');
  const publisher = createEventPublisher(broker);

  const outcomes = await publisher.publish(
    [eventOf(1), { ...eventOf(2), fields: { count: 1n } }, eventOf(3)],
    5_000,
  );

  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['confirmed', 'refused', 'confirmed']);
});

test('a connection that is closed comes back, and publishing goes on over it', async () => {
  await listen('notification.#');
  const publisher = createEventPublisher(broker);
  await publisher.publish([eventOf(1)], 5_000);

  await eventually(
    () =>
      world.closeConnections().then(
        () => true,
        () => false,
      ),
    Boolean,
    20_000,
  );
  await eventually(
    () => states.join(),
    (seen) => seen === 'up,down,up',
    20_000,
  );

  const outcomes = await publisher.publish([eventOf(2)], 5_000);
  expect(outcomes).toEqual([{ outcome: 'confirmed' }]);
});

test('while the broker is away publishing throws at once, and a later start does not wait for it', async () => {
  const away = openBroker({ url: 'amqp://127.0.0.1:1' });

  await expect(createEventPublisher(away).publish([eventOf(1)], 5_000)).rejects.toThrow(
    'RabbitMQ is down',
  );

  await away.close();
});
