import type { Sight } from '@postroom/application';
import { alertsOf, liveOnes } from '@postroom/application';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createFleetFacts } from './fleet-facts.ts';
import { createLaneControls } from './lane-controls.ts';
import { createProcessStore, type ProcessStore } from './processes.ts';
import { standbyLagOf } from './standby-lag.ts';
import { addNotification, force } from './testing/rows.ts';

let store: PostgresHarness;
let processes: ProcessStore;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
  processes = createProcessStore(store.sql);
});
afterAll(() => store.stop());
beforeEach(async () => {
  await store.sql`delete from processes`;
});

const sight: Sight = {
  states: { queue_store: 'down' },
  figures: { 'jobs.bulk.waiting': 2 },
  since: { queue_store: '2026-05-03T10:14:00.000Z' },
};

const beat = (id: string, lanes: readonly ('critical' | 'standard' | 'bulk')[] = []) =>
  processes.beat({ id, role: lanes.length > 0 ? 'worker' : 'relay', lanes, sight });

/** Lets a process have fallen silent some hours ago. */
const silence = (id: string, hours: number) => store.sql`
  update processes set beat_at = now() - ${hours}::float8 * interval '1 hour',
    started_at = now() - ${hours + 1}::float8 * interval '1 hour' where id = ${id}`;

it('keeps what a process tells of itself, once, by the clock of the database', async () => {
  await beat('w-1', ['critical', 'bulk']);
  const at = await beat('w-1', ['critical', 'bulk']);

  const roster = await processes.roster();

  expect(roster.processes).toMatchObject([
    { id: 'w-1', role: 'worker', lanes: ['critical', 'bulk'], beatAt: at, endedAt: null, sight },
  ]);
  expect(roster.processes[0]?.startedAt.getTime()).toBeLessThanOrEqual(at.getTime());
  expect(liveOnes(roster)).toHaveLength(1);
});

it('knows a stop in good order from silence, and tells the time also when nobody is there', async () => {
  expect((await processes.roster()).now).toBeInstanceOf(Date);
  await beat('r-1');
  await beat('r-2');
  await processes.end('r-1');
  await beat('r-1');
  await silence('r-2', 1);

  const roster = await processes.roster();

  expect(liveOnes(roster)).toEqual([]);
  expect(roster.processes.map(({ id, endedAt }) => [id, endedAt !== null])).toEqual(
    expect.arrayContaining([
      ['r-1', true],
      ['r-2', false],
    ]),
  );
});

it('forgets after a day, but the last that took from a lane', async () => {
  await beat('old', ['critical', 'bulk']);
  await beat('new', ['critical']);
  await beat('yesterday', ['standard']);
  await beat('later', ['standard']);
  await silence('old', 30);
  await silence('yesterday', 25);

  await processes.forget();

  const ids = (await processes.roster()).processes.map(({ id }) => id);
  expect([...ids].sort()).toEqual(['later', 'new', 'old']);
});

describe('the facts that alerts rest on', () => {
  it('are read in one go, and say since when', async () => {
    const undecided = await addNotification(store, { queue: 'bulk' });
    const changed = await addNotification(store, { queue: 'bulk' });
    await force(store, undecided, 'unknown');
    await force(store, changed, 'retry_wait');
    const [line] = await store.sql<{ at: Date }[]>`
      insert into timeline (notification_id, event, detail)
      values (${changed}, 'template changed', 'it goes out otherwise') returning at`;
    await store.sql`
      insert into timeline (notification_id, event, detail, at)
      values (${undecided}, 'template changed', 'long ago', now() - interval '2 days')`;
    await createLaneControls(store.sql).set('bulk', true, 'eve');
    await beat('r-1');

    const facts = await createFleetFacts(store.sql)();

    expect(facts.pauses).toMatchObject([{ queue: 'bulk', by: 'eve', since: expect.any(Date) }]);
    expect(facts.undecided).toEqual({ count: 1, since: expect.any(Date) });
    expect(facts.unrepeatable).toEqual({ count: 1, since: line?.at });
    expect(facts.backlog).toMatchObject([{ queue: 'bulk', unsent: 1, oldestAt: expect.any(Date) }]);
    expect(facts.roster.processes).toHaveLength(1);
  });

  it('count rows of the outbox by what is the matter with them', async () => {
    const at = '2026-05-03T10:14:00.000Z';
    await store.sql`delete from outbox`;
    await store.sql`
      insert into outbox (destination, event, available_at, created_at, tries, quarantined_at)
      values ('exchange', '{}', now() - interval '2 minutes', now() - interval '1 day', 0, null),
        ('exchange', '{}', now() + interval '2 minutes', ${at}, 3, null),
        ('exchange', '{}', now(), now(), 0, ${at})`;

    const [row] = (await createFleetFacts(store.sql)()).outbox;

    expect(row).toMatchObject({ rows: 2, quarantined: 1, returned: 1 });
    expect([row?.quarantinedSince, row?.returnedSince]).toEqual([new Date(at), new Date(at)]);
    // Late by two minutes, though accepted yesterday: it was not due before.
    expect(Math.round((row?.oldestAgeSeconds ?? 0) / 10)).toBe(12);
  });

  it('make alerts that two who ask agree on', async () => {
    await beat('w-1', ['standard']);
    await processes.end('w-1');
    await beat('r-1');
    const ask = createFleetFacts(store.sql);

    const [one, other] = [alertsOf(await ask()), alertsOf(await ask())];

    expect(one).toEqual(other);
    expect(one.map(({ code }) => code)).toContain('no_workers');
  });
});

it('keeps the date of a pause when it is wished again', async () => {
  const lanes = createLaneControls(store.sql);
  await lanes.set('standard', true, 'eve');
  const before = await lanes.pauses();
  await lanes.set('standard', true, 'mallory');

  expect(await lanes.pauses()).toEqual(before);
});

it('measures a standby by the heartbeats that have come to it', async () => {
  const behind = await postgresHarness(inject('servers'));
  await beat('r-1');
  await createProcessStore(behind.sql).beat({ id: 'r-1', role: 'relay', lanes: [], sight });
  await behind.sql`update processes set beat_at = beat_at - interval '40 seconds'`;

  const lags = [
    await standbyLagOf(store.sql, store.sql),
    Math.round((await standbyLagOf(store.sql, behind.sql)) / 10),
    await standbyLagOf(behind.sql, store.sql),
  ];
  await behind.stop();

  expect(lags).toEqual([0, 4, 0]);
});
