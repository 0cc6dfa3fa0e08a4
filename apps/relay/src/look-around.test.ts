import type { QueueName } from '@postroom/domain';
import { expect, test } from 'vitest';
import { lookAround } from './look-around.ts';

const backend = {
  ping: async () => undefined,
  counts: async (queue: QueueName) => ({
    waiting: queue === 'bulk' ? 3 : 0,
    active: 1,
    delayed: 0,
    failed: 0,
  }),
};
const eventsOut = { state: async () => 'up' as const, deadLetters: async () => 2 };

test('a relay tells of both servers, the jobs in one and the dead letters in the other', async () => {
  const { states, figures } = await lookAround({ backend, eventsOut });

  expect(states).toEqual({ queue_store: 'up', rabbitmq: 'up', dead_letters: 'some' });
  expect(figures).toMatchObject({
    'jobs.bulk.waiting': 3,
    'jobs.critical.active': 1,
    dead_letters: 2,
  });
});

test('what it cannot tell it leaves out', async () => {
  const away = await lookAround({
    backend: { ...backend, ping: () => Promise.reject(new Error('away')) },
    eventsOut: { state: async () => 'blocked', deadLetters: async () => undefined },
  });

  expect(away).toEqual({ states: { queue_store: 'down', rabbitmq: 'blocked' }, figures: {} });
});
