import { eventually } from '@postroom/local/testing';
import { expect, inject, onTestFinished, test } from 'vitest';
import {
  countDeadLetters,
  deadExchange,
  inspectBroker,
  listBindings,
  openBroker,
  settledState,
} from './index.ts';
import { openWorld } from './testing/vhost.ts';
import { declareIngest, generalQueue, ingestQueue } from './topology.ts';

const given = async () => {
  const world = await openWorld();
  const broker = openBroker({ url: world.url, name: 'postroom-test' });
  onTestFinished(async () => {
    await broker.close();
    await world.drop();
  });
  return { world, broker };
};

test('dead letters are none before a bridge was there, and then what lies in their queue', async () => {
  const { world, broker } = await given();
  expect(await settledState(broker, 10_000)).toBe('up');
  expect(await countDeadLetters(broker)).toBe(0);

  await declareIngest(world.channel);
  world.channel.publish(deadExchange, '', Buffer.from('{}'), { persistent: true });
  world.channel.publish(deadExchange, '', Buffer.from('{}'), { persistent: true });

  expect(
    await eventually(
      () => countDeadLetters(broker),
      (count) => count === 2,
    ),
  ).toBe(2);
});

test('while a broker is away nobody tells a number, and its state is told after a moment', async () => {
  const broker = openBroker({ url: 'amqp://127.0.0.1:1', name: 'postroom-test' });
  onTestFinished(() => broker.close());

  expect(await settledState(broker, 50)).toBe('down');
  expect(await countDeadLetters(broker)).toBeUndefined();
});

test('a look from outside finds what is missing, and changes nothing', async () => {
  const { world } = await given();
  const look = () =>
    inspectBroker({ url: world.url, exchanges: ['notification.events', 'user.events'] });

  const before = await look();
  const again = await look();
  await declareIngest(world.channel);
  await world.channel.assertQueue(generalQueue, { durable: true });
  const after = await look();

  expect(before).toEqual({
    missingExchanges: ['notification.events', 'user.events'],
    ingest: undefined,
    hasGeneralQueue: false,
  });
  expect(again).toEqual(before);
  expect(after).toEqual({
    missingExchanges: ['user.events'],
    ingest: { messages: 0, consumers: 0 },
    hasGeneralQueue: true,
  });
});

test('bindings are those that the management API lists, at its own address or the usual one', async () => {
  const { world } = await given();
  const managementUrl = inject('servers').rabbitmqManagementUrl;
  await declareIngest(world.channel);
  await world.channel.bindQueue(ingestQueue, 'notification.events', 'user.#');

  const found = await listBindings({ url: world.url, managementUrl });

  expect(found).toEqual([
    { exchange: 'notification.dead', queue: 'notification.ingest.dead', routingKey: '' },
    { exchange: 'notification.events', queue: 'notification.ingest', routingKey: 'user.#' },
  ]);
  // Nobody listens on RabbitMQ's usual ports of a host that is not there.
  await expect(listBindings({ url: 'amqp://u:s3cret@127.0.0.9/' })).rejects.toThrow(
    /^http:\/\/127\.0\.0\.9:15672: (?!.*s3cret)/,
  );
});

test('a login that may not look is told, without its password', async () => {
  const { world } = await given();
  const wrong = new URL(inject('servers').rabbitmqManagementUrl);
  wrong.password = 's3cret';

  await expect(listBindings({ url: world.url, managementUrl: wrong.toString() })).rejects.toThrow(
    /401, the login is wrong or lacks the tag(?!.*s3cret)/,
  );
});
