import { createServer } from 'node:net';
import type { Backlog, Queries, Roster } from '@postroom/application';
import { fleetWith, healthyFleet, processOf } from '@postroom/application/testing';
import { expect, onTestFinished, test } from 'vitest';
import { healthOf } from './health.ts';

const up = async () => ({ name: 'primary', status: 'up', latency_ms: 1 }) as const;

/** Health over parts in memory; what a test does not say is well. */
const given = (
  instead: {
    readonly roster?: () => Promise<Roster>;
    readonly rabbitmqUrl?: string;
    readonly standbyLag?: () => Promise<number>;
    readonly backlog?: readonly Backlog[];
    readonly paused?: readonly Backlog['queue'][];
  } = {},
) => {
  const { roster = async () => healthyFleet().roster, rabbitmqUrl, standbyLag } = instead;
  const { health } = healthOf({
    config: {
      redis: { url: undefined },
      rabbitmq: { url: rabbitmqUrl, managementUrl: undefined, ingestExchanges: [] },
    },
    // Health asks for nothing else of them.
    queries: {
      backlog: async () => instead.backlog ?? [],
      outbox: async () => [],
    } as unknown as Queries,
    laneControls: {
      paused: async () => new Set(instead.paused),
      pauses: async () => [],
      set: async () => undefined,
    },
    primary: up,
    phase: () => 'serving',
    roster,
    facts: async () => healthyFleet(),
    standbyLag,
  });
  const told = async () => {
    const { status, parts } = await health();
    const of = (name: string) => parts.find((part) => part.name === name);
    return { status, of };
  };
  return { health, told };
};

/** A server that takes connections and says nothing. */
const listening = async (): Promise<string> => {
  const server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `amqp://127.0.0.1:${address.port}`;
};

test('every part is told, each with its latency where something was asked', async () => {
  const { parts, status } = await given().health();

  expect(status).toBe('healthy');
  expect(parts.map((part) => [part.name, part.status])).toEqual([
    ['primary', 'up'],
    ['schema', 'up'],
    ['standby', 'off'],
    ['queue_store', 'up'],
    ['rabbitmq', 'off'],
    ['relay', 'up'],
    ['workers_critical', 'up'],
    ['workers_standard', 'up'],
    ['workers_bulk', 'up'],
    ['oldest_unsent', 'up'],
  ]);
  expect(JSON.stringify(parts)).not.toMatch(/127\.0\.0\.1|\d+\.\d+\.\d+/);
});

test('a lane without a worker, or no relay, degrades', async () => {
  const worker = processOf('worker', { lanes: ['critical', 'standard'] });
  const laneless = await given({
    roster: async () => fleetWith('worker', worker).roster,
  }).told();
  const relayless = await given({ roster: async () => fleetWith('relay').roster }).told();

  expect(laneless.status).toBe('degraded');
  expect(laneless.of('workers_bulk')).toMatchObject({ status: 'down', detail: 'none is at work' });
  expect(laneless.of('workers_critical')?.status).toBe('up');
  expect([relayless.status, relayless.of('relay')?.status]).toEqual(['degraded', 'down']);
});

test('a broker that is there but takes nothing, as the relay says, degrades', async () => {
  const rabbitmqUrl = await listening();
  const seenAs = (state: string) =>
    given({
      rabbitmqUrl,
      roster: async () =>
        fleetWith('relay', processOf('relay', { states: { rabbitmq: state } })).roster,
    }).told();

  expect((await seenAs('up')).of('rabbitmq')?.status).toBe('up');
  expect((await seenAs('blocked')).of('rabbitmq')).toMatchObject({
    status: 'degraded',
    detail: 'it takes no messages',
  });
});

test('a standby is told with its lag; far behind or away it degrades', async () => {
  const at = (standbyLag: () => Promise<number>) => given({ standbyLag }).told();

  expect((await at(async () => 4)).of('standby')).toMatchObject({
    status: 'up',
    detail: '4 s behind',
  });
  expect((await at(async () => 90)).of('standby')?.status).toBe('degraded');
  const away = await at(() => Promise.reject(new Error('away')));
  expect([away.status, away.of('standby')?.status]).toEqual(['degraded', 'down']);
});

test('old mail degrades, unless an operator holds its lane', async () => {
  const backlog: readonly Backlog[] = [
    { queue: 'critical', unsent: 1, oldestAgeSeconds: 500, oldestAt: new Date(0) },
  ];

  const late = await given({ backlog }).told();
  const held = await given({ backlog, paused: ['critical'] }).told();

  expect(late.of('oldest_unsent')).toMatchObject({
    status: 'degraded',
    detail: 'the oldest waits for 500 s',
  });
  expect(held.status).toBe('healthy');
});

test('heartbeats that cannot be read are asked for once, and fail only what rests on them', async () => {
  let asked = 0;
  const { told, health } = given({
    roster: () => {
      asked += 1;
      return Promise.reject(new Error('away'));
    },
  });

  const [first] = await Promise.all([told(), health(), health()]);

  expect(first.status).toBe('degraded');
  expect(first.of('queue_store')?.status).toBe('up');
  expect(first.of('relay')?.status).toBe('down');
  expect(asked).toBe(1);
});
