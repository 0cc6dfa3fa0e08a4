import { BrokerSilent } from '@postroom/adapters/amqp';
import type { DueEvent, PublishOutcome } from '@postroom/application';
import type { OutgoingEvent } from '@postroom/domain';
import { expect, test } from 'vitest';
import { createPace } from './pace.ts';
import { endEvents, type PumpEvents, pumpEvents } from './pump-events.ts';
import { memoryOutbox } from './testing/memory-outbox.ts';

const events = (count: number): readonly DueEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    rowId: `r-${i}`,
    tries: 0,
    event: {
      eventId: `n-${i}.0.sent`,
      eventType: 'notification.sent',
      correlationId: 'c-1',
      traceparent: null,
      notificationId: `n-${i}`,
      occurredAt: new Date('2026-05-03T10:14:00.000Z'),
      fields: {},
    },
  }));

const pumpOf = (
  given: Pick<PumpEvents, 'store'> & Partial<PumpEvents>,
  answer: (event: OutgoingEvent) => PublishOutcome = () => ({ outcome: 'confirmed' }),
): PumpEvents => ({
  pace: createPace(500),
  publisher: { publish: async (all) => all.map(answer) },
  isUp: () => true,
  faultOf: () => undefined,
  onPublished: () => undefined,
  ...given,
});

test('only what is confirmed and routed leaves the outbox for good', async () => {
  const outbox = memoryOutbox({ events: events(3) });
  const outcomes: readonly PublishOutcome[] = [
    { outcome: 'confirmed' },
    { outcome: 'unroutable' },
    { outcome: 'refused', reason: 'RabbitMQ refused the message' },
  ];
  const ids = events(3).map(({ event }) => event.eventId);
  const pump = pumpOf(
    { store: outbox.store },
    ({ eventId }) => outcomes[ids.indexOf(eventId)] ?? { outcome: 'confirmed' },
  );

  expect(await pumpEvents(pump)).toBe('busy');

  expect(outbox.aside).toEqual([
    { rowId: 'r-1', verdict: 'unroutable' },
    { rowId: 'r-2', verdict: 'refused', reason: 'RabbitMQ refused the message' },
  ]);
});

test('an event that can never be published is set aside with its own fault', async () => {
  const outbox = memoryOutbox({ events: events(2) });
  const pump = pumpOf(
    {
      store: outbox.store,
      faultOf: ({ eventId }) => (eventId.startsWith('n-1') ? 'it is no JSON' : undefined),
    },
    ({ eventId }) =>
      eventId.startsWith('n-1')
        ? { outcome: 'refused', reason: 'it is no JSON' }
        : { outcome: 'confirmed' },
  );

  await pumpEvents(pump);

  expect(outbox.aside).toEqual([{ rowId: 'r-1', verdict: 'quarantined', reason: 'it is no JSON' }]);
});

test('while the broker is away no row is touched', async () => {
  const outbox = memoryOutbox({ events: events(2) });
  let claims = 0;
  const store = {
    ...outbox.store,
    drainEvents: (...args: Parameters<typeof outbox.store.drainEvents>) => {
      claims += 1;
      return outbox.store.drainEvents(...args);
    },
  };

  expect(await pumpEvents(pumpOf({ store, isUp: () => false }))).toBe('idle');

  expect(claims).toBe(0);
});

test('a broker that fails leaves every row, and says so', async () => {
  const outbox = memoryOutbox({ events: events(2) });
  const publisher = { publish: () => Promise.reject(new Error('connection lost')) };

  await expect(pumpEvents(pumpOf({ store: outbox.store, publisher }))).rejects.toThrow(
    'connection lost',
  );

  expect(outbox.events).toHaveLength(2);
});

test('one event that breaks every batch it is in is found and set aside; all others go', async () => {
  const outbox = memoryOutbox({ events: events(20) });
  const gone: string[] = [];
  const pump = pumpOf({
    store: outbox.store,
    pace: createPace(16),
    publisher: {
      async publish(all) {
        if (all.some(({ eventId }) => eventId === 'n-7.0.sent')) throw new Error('channel closed');
        gone.push(...all.map(({ eventId }) => eventId));
        return all.map(() => ({ outcome: 'confirmed' }));
      },
    },
  });

  for (let round = 0; round < 200 && outbox.events.length > 0; round += 1) {
    await pumpEvents(pump).catch(() => undefined);
  }

  expect(outbox.events).toEqual([]);
  expect(gone).toHaveLength(19);
  expect(outbox.aside).toMatchObject([{ rowId: 'r-7', verdict: 'quarantined' }]);
});

test('a broker that stands there and confirms nothing says nothing about the events', async () => {
  const outbox = memoryOutbox({ events: events(2) });
  const pace = createPace(2);
  const publisher = { publish: () => Promise.reject(new BrokerSilent('confirmed nothing')) };

  for (let round = 0; round < 20; round += 1) {
    await pumpEvents(pumpOf({ store: outbox.store, pace, publisher })).catch(() => undefined);
  }

  expect(outbox.aside).toEqual([]);
  expect(outbox.events).toHaveLength(2);
  expect(pace.limit).toBe(2);
});

test('a store that fails says nothing about the events', async () => {
  const pace = createPace(500);
  const store = {
    ...memoryOutbox({}).store,
    drainEvents: () => Promise.reject(new Error('postgres is away')),
  };

  for (let round = 0; round < 5; round += 1) {
    await expect(pumpEvents(pumpOf({ store, pace }))).rejects.toThrow('postgres is away');
  }

  expect(pace.limit).toBe(500);
});

test('where there is no broker events end as not published', async () => {
  const outbox = memoryOutbox({ events: events(2) });

  expect(await endEvents(outbox.store, 500)).toBe('busy');
  expect(await endEvents(outbox.store, 500)).toBe('idle');

  expect(outbox.aside.map(({ verdict }) => verdict)).toEqual(['not_published', 'not_published']);
});
