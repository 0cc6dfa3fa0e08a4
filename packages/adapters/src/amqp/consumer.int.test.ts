import { eventually } from '@postroom/local/testing';
import { expect, test } from 'vitest';
import { deadQueue, type IncomingMessage, ingestQueue, reasonHeader } from './index.ts';
import { ingestWorld, withoutProbes } from './testing/ingest-world.ts';

const { world, errors, consume, publish, countIn, untilBound } = ingestWorld();

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

  const dead = await world().channel.get(deadQueue, { noAck: true });
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

test('a message that was delivered again and again without an end lies among the dead letters with that reason', async () => {
  const seen: string[] = [];
  const handle = async ({ body }: IncomingMessage) => {
    if (body.toString() !== 'probe') seen.push(body.toString());
    return 'ack' as const;
  };
  const first = await consume(handle);
  await untilBound();
  await first.stop(1_000);
  publish('user.registered', 'killer');
  await eventually(
    () => countIn(ingestQueue),
    (count) => count === 1,
  );
  // Taken and lost with its channel, as by a process that dies over it.
  for (let death = 0; death < 20; death++) {
    const channel = await world().model.createChannel();
    await eventually(() => channel.get(ingestQueue, { noAck: false }), Boolean);
    await channel.close();
  }

  await consume(handle);
  await eventually(
    () => countIn(deadQueue),
    (count) => count === 1,
  );

  const dead = await world().channel.get(deadQueue, { noAck: true });
  if (!dead) throw new Error('there is one');
  expect(dead.properties.headers?.[reasonHeader]).toMatch(/^poison: delivered 2\d times/);
  expect(seen).toEqual([]);
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
