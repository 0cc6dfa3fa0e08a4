import type { DueJob } from '@postroom/application';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createQuarantine } from './quarantine.ts';
import { createRelayStore } from './relay-store.ts';
import { addEvent, addJob, addNotification, allWithReason, confirming } from './testing/rows.ts';

let store: PostgresHarness;
beforeEach(async () => {
  store = await postgresHarness(inject('servers'));
});
afterEach(() => store.stop());

const relayStore = () => createRelayStore(store.sql, { eventHoldHours: 72 });

/** A job and an event that were set aside, in this order. */
const setAside = async (): Promise<string> => {
  const id = await addNotification(store);
  await addJob(store, id);
  await addEvent(store, id);
  const relay = relayStore();
  await relay.drainJobs('standard', 10, allWithReason('quarantined', 'breaks the pipeline'));
  await relay.drainEvents(10, allWithReason('quarantined', 'its key is too long'));
  return id;
};

it('tells what was set aside and why, and nothing of what only waits', async () => {
  const notificationId = await setAside();
  await addJob(store, await addNotification(store));
  const quarantine = createQuarantine(store.sql);

  const rows = await quarantine.list(10);

  const since = expect.any(Date);
  const id = expect.stringMatching(/^[0-9]+$/);
  expect(rows).toEqual([
    {
      id,
      destination: 'standard',
      notificationId,
      eventType: null,
      reason: 'breaks the pipeline',
      since,
    },
    {
      id,
      destination: 'exchange',
      notificationId,
      eventType: 'notification.sent',
      reason: 'its key is too long',
      since,
    },
  ]);
  expect(await quarantine.list(1)).toHaveLength(1);
});

it('lets one row go again, which a relay that was at work before then takes, and says by whom', async () => {
  const id = await setAside();
  const quarantine = createQuarantine(store.sql);
  const [job] = await quarantine.list(10);
  const relay = relayStore();
  await relay.drainJobs('standard', 10, confirming<DueJob>([]));

  const released = await quarantine.release([job?.id ?? '', '123456789'], 'eve');
  const again = await quarantine.release([job?.id ?? ''], 'eve');

  const taken: DueJob[] = [];
  await relay.drainJobs('standard', 10, confirming(taken));
  expect([released, again]).toEqual([1, 0]);
  expect(taken.map((each) => each.id)).toEqual([id]);
  expect((await quarantine.list(10)).map(({ destination }) => destination)).toEqual(['exchange']);
  const lines = await store.sql`select event, detail from timeline where notification_id = ${id}`;
  expect([...lines]).toEqual([
    { event: 'released', detail: 'the job was let out of quarantine by eve' },
  ]);
});

it('lets all of them go, and one that still cannot be published is set aside again', async () => {
  await setAside();
  const quarantine = createQuarantine(store.sql);

  const released = await quarantine.release('all', 'eve');
  const between = await quarantine.list(10);
  await relayStore().drainEvents(10, allWithReason('quarantined', 'still too long'));

  expect([released, between]).toEqual([2, []]);
  expect(await quarantine.list(10)).toMatchObject([{ reason: 'still too long' }]);
});
