import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createLaneControls } from './lane-controls.ts';
import { createLaneFigures } from './lane-figures.ts';
import { addNotification, force } from './testing/rows.ts';

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterAll(() => store.stop());

const forget = () => store.sql`delete from lane_figures`;

it('counts what has not ended by lane, without what is scheduled, and tells how long it waits', async () => {
  const waiting = await addNotification(store, { queue: 'bulk' });
  const retried = await addNotification(store, { queue: 'standard' });
  const sending = await addNotification(store, { queue: 'standard' });
  const again = await addNotification(store, { queue: 'critical' });
  const sent = await addNotification(store, { queue: 'bulk' });
  await addNotification(store, {
    queue: 'bulk',
    status: 'scheduled',
    sendAt: new Date(Date.now() + 1e6),
  });
  await force(store, sending, 'sending');
  await force(store, sent, 'sent');
  await force(store, retried, 'retry_wait');
  await store.sql`
    update notifications set created_at = now() - interval '2 hours' where status <> 'scheduled'`;
  await store.sql`
    update notifications set next_attempt_at = now() + interval '1 hour' where id = ${retried}`;
  await store.sql`update notifications set redrive = 1, updated_at = now() where id = ${again}`;
  await createLaneControls(store.sql).set('bulk', true, 'eve');
  expect(waiting).not.toBe(sent);

  const [bulk, critical, standard] = await createLaneFigures(store.sql).read(1_000);

  expect(bulk).toMatchObject({ queue: 'bulk', depth: 1, isPaused: true });
  expect(bulk?.ageSeconds).toBeGreaterThanOrEqual(7_200);
  expect(critical).toMatchObject({ queue: 'critical', depth: 1, isPaused: false });
  expect(critical?.ageSeconds).toBeLessThan(3_600);
  expect(standard).toMatchObject({ queue: 'standard', depth: 2, ageSeconds: 0 });
});

it('counts no further than it must', async () => {
  await forget();
  for (let i = 0; i < 4; i += 1) await addNotification(store, { queue: 'critical' });

  const [, critical] = await createLaneFigures(store.sql).read(3);

  expect(critical).toMatchObject({ queue: 'critical', depth: 3 });
});

it('takes the figures that another process counted while they are fresh, and while it counts', async () => {
  await forget();
  const one = createLaneFigures(store.sql);
  const other = createLaneFigures(store.sql);
  await one.read(1_000);
  await store.sql`update lane_figures set depth = 77, counted_at = now() + interval '1 minute'`;

  const fresh = await other.read(1_000);
  await store.sql`update lane_figures set counted_at = now() - interval '1 minute'`;
  const whileCounting = await store.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('postroom lane figures'))`;
    return other.read(1_000);
  });
  const counted = await other.read(1_000);

  expect(fresh.map(({ depth }) => depth)).toEqual([77, 77, 77]);
  expect(whileCounting.map(({ depth }) => depth)).toEqual([77, 77, 77]);
  expect(counted.map(({ depth }) => depth)).not.toContain(77);
});
