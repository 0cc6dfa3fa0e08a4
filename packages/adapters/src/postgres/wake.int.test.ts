import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { addJob, addNotification } from './testing/rows.ts';
import { createWaker, listenForOutbox } from './wake.ts';

let store: PostgresHarness;
let wakes = 0;
let woken: readonly string[] = [];
let heard: (readonly string[])[] = [];
let listener: { stop(): Promise<void> };
beforeEach(async () => {
  store = await postgresHarness(inject('servers'));
  wakes = 0;
  heard = [];
  listener = await listenForOutbox({ url: store.url }, (destinations) => {
    wakes += 1;
    woken = destinations;
    heard.push(destinations);
  });
});
afterEach(async () => {
  await listener.stop();
  await store.stop();
});

const moreThan = (count: number) =>
  expect.poll(() => wakes, { timeout: 5_000, interval: 5 }).toBeGreaterThan(count);

describe('a listener for the outbox', () => {
  it('is woken once when it begins, for what came before', async () => {
    await moreThan(0);
  });

  it('is woken after a transaction that wrote to the outbox', async () => {
    const id = await addNotification(store);
    const before = wakes;
    await addJob(store, id);
    await moreThan(before);
    expect(woken).toEqual(['standard']);
  });

  it('hears of every destination that calls within a moment have named', async () => {
    const waker = createWaker(store.sql);
    waker.wake(['critical']);
    waker.wake(['bulk']);
    waker.wake(['bulk', 'exchange']);
    // Each goes over a connection of its own, so that either may come first.
    await expect
      .poll(() => heard, { timeout: 5_000, interval: 5 })
      .toEqual(expect.arrayContaining([['critical'], ['bulk', 'exchange']]));
  });

  it('is woken again after its connection was cut', async () => {
    const before = wakes;
    const cut = await store.sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = 'postroom-listen' and datname = current_database()`;
    expect(cut).toHaveLength(1);
    await moreThan(before);

    const reconnected = wakes;
    await addJob(store, await addNotification(store));
    await moreThan(reconnected);
  });

  it('hears many calls in a moment as few', async () => {
    const waker = createWaker(store.sql);
    const before = wakes;
    for (let i = 0; i < 1_000; i++) waker.wake(['exchange']);
    await moreThan(before);
    await moreThan(before + 1);
    expect(wakes - before).toBeLessThanOrEqual(3);
  });
});
