import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createApiKeys } from './api-keys.ts';
import { createLaneControls } from './lane-controls.ts';
import { createProviderPauses } from './provider-pauses.ts';
import { addNotification, force } from './testing/rows.ts';

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterAll(() => store.stop());

it('keeps an API key once, as a digest', async () => {
  const keys = createApiKeys(store.sql);
  const key = {
    id: 'k-1',
    name: 'shop',
    secretSha256: Buffer.alloc(32, 7),
    scopes: ['send', 'read'],
    test: false,
  };

  expect([await keys.add(key), await keys.add({ ...key, name: 'thief' })]).toEqual([true, false]);
  expect(await keys.find('k-1')).toEqual({ ...key, revokedAt: null });
  expect(await keys.find('k-2')).toBeUndefined();
  await expect(
    keys.add({ ...key, id: 'k-3', secretSha256: Buffer.alloc(3) }),
  ).rejects.toMatchObject({ kind: 'rejected' });
});

it('remembers which lanes are paused', async () => {
  const lanes = createLaneControls(store.sql);
  expect([...(await lanes.paused())]).toEqual([]);
  await lanes.set('bulk', true, 'eve');
  await lanes.set('standard', true, 'eve');
  await lanes.set('standard', false, 'eve');
  expect([...(await lanes.paused())]).toEqual(['bulk']);
});

it('keeps the longest pause that a provider asked for, until it is over', async () => {
  const pauses = createProviderPauses(store.sql);
  await pauses.note({ provider: 'resend', remainingMs: 60_000 });
  await pauses.note({ provider: 'resend', remainingMs: 1_000 });
  await pauses.note({ provider: 'smtp', remainingMs: -1 });

  const current = await pauses.current();

  expect(current.map(({ provider }) => provider)).toEqual(['resend']);
  expect(current[0]?.remainingMs).toBeGreaterThan(30_000);
});

it('counts what has not ended, by lane, from when it was to be sent', async () => {
  const waiting = await addNotification(store, { queue: 'bulk' });
  const sending = await addNotification(store, { queue: 'bulk' });
  await force(store, sending, 'sending');
  await addNotification(store, { queue: 'critical', status: 'scheduled' });
  const sent = await addNotification(store, { queue: 'critical' });
  await force(store, sent, 'sent');
  await store.sql`
    update notifications set created_at = now() - interval '90 seconds' where id = ${waiting}`;

  const [bulk, ...others] = await store.queries.backlog();

  expect(others).toEqual([]);
  expect(bulk).toMatchObject({ queue: 'bulk', unsent: 2 });
  expect(bulk?.oldestAgeSeconds).toBeGreaterThanOrEqual(90);
});
