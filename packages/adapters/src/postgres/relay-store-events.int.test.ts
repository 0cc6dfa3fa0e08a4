import type { DueEvent, RelayStore } from '@postroom/application';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { createRelayStore } from './relay-store.ts';
import { addEvent, addNotification, all, allWithReason, confirming } from './testing/rows.ts';

let store: PostgresHarness;
let relay: RelayStore;
beforeEach(async () => {
  store = await postgresHarness(inject('servers'));
  relay = createRelayStore(store.sql, { eventHoldHours: 72 });
});
afterEach(() => store.stop());

const timelineOf = async (id: string) =>
  (await store.queries.notification(id))?.timeline.map(({ event, detail }) => [event, detail]);

/** Lets waiting rows be due at once. */
const makeDue = () => store.sql`update outbox set available_at = now() - interval '1 second'`;

describe('drainEvents', () => {
  it('hands over the events as they were written, with their refusals so far', async () => {
    const id = await addNotification(store);
    await addEvent(store, id);
    await relay.drainEvents(500, allWithReason('refused'));
    await makeDue();
    const seen: DueEvent[] = [];

    const count = await relay.drainEvents(500, confirming(seen));

    expect(count).toBe(1);
    expect(seen).toMatchObject([
      {
        tries: 1,
        event: {
          eventId: 'e-1',
          notificationId: id,
          occurredAt: new Date('2026-05-03T10:14:00.000Z'),
          fields: { attempts: 1 },
        },
      },
    ]);
    expect(await store.outbox()).toEqual([]);
  });

  it('lets an event nobody is bound to wait, and ends it in the timeline after the hold', async () => {
    const id = await addNotification(store);
    await addEvent(store, id, 'e-1');
    await addEvent(store, null, 'e-2');

    await relay.drainEvents(500, all('unroutable'));
    expect(await store.outbox()).toHaveLength(2);
    expect(await relay.drainEvents(500, all('unroutable'))).toBe(0);
    expect((await timelineOf(id))?.map(([event]) => event)).toEqual(['accepted']);

    await makeDue();
    await store.sql`update outbox set created_at = now() - interval '73 hours'`;
    await relay.drainEvents(500, all('unroutable'));

    expect(await store.outbox()).toEqual([]);
    expect((await timelineOf(id))?.at(-1)).toEqual([
      'unrouted',
      'notification.sent was never routed: nobody was bound to it',
    ]);
  });

  it('keeps a refused event however old it is', async () => {
    await addEvent(store, await addNotification(store));
    await store.sql`update outbox set created_at = now() - interval '100 days'`;
    await relay.drainEvents(500, allWithReason('refused'));
    expect(await store.outbox()).toHaveLength(1);
  });

  it('notes what is not published because there is no exchange', async () => {
    const id = await addNotification(store);
    await addEvent(store, id, 'e-1');
    await addEvent(store, null, 'e-2');

    await relay.drainEvents(500, all('not_published'));

    expect(await store.outbox()).toEqual([]);
    expect((await timelineOf(id))?.at(-1)).toEqual([
      'not published',
      'notification.sent was not published: no RABBITMQ_URL is set',
    ]);
  });

  it('sets a poisonous event aside and goes on with the others', async () => {
    const id = await addNotification(store);
    await addEvent(store, id, 'e-bad');
    await addEvent(store, id, 'e-good');

    await relay.drainEvents(500, async (rows) =>
      rows.map(({ rowId, event }) =>
        event.eventId === 'e-bad'
          ? { rowId, verdict: 'quarantined', reason: 'too large' }
          : { rowId, verdict: 'confirmed' },
      ),
    );
    await makeDue();

    expect(await relay.drainEvents(500, all('confirmed'))).toBe(0);
    expect((await store.outbox()).map(({ eventId }) => eventId)).toEqual(['e-bad']);
  });
});
