import { eventually } from '@postroom/local/testing';
import { expect, test } from 'vitest';
import { eventsExchange, type IncomingMessage, ingestQueue } from './index.ts';
import { ingestWorld, withoutProbes } from './testing/ingest-world.ts';

const { world, errors, consume, publish, untilBound } = ingestWorld();

test('a consumer whose queue is deleted builds it again and goes on', async () => {
  const seen: IncomingMessage[] = [];
  await consume(async (message) => {
    seen.push(message);
    return 'ack';
  });
  await untilBound();

  await world().channel.deleteQueue(ingestQueue);
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
      world()
        .closeConnections()
        .then(
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

  await world().channel.assertExchange('user.events', 'topic', { durable: true });
  await untilBound('user.events');
  publish('user.registered', 'two', 'user.events');

  await eventually(
    () => withoutProbes(seen).length,
    (count) => count === 2,
  );
});
