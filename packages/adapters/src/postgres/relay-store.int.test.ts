import type { DueJob, RelayStore } from '@postroom/application';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { connect } from './client.ts';
import { createRelayStore } from './relay-store.ts';
import {
  addEvent,
  addJob,
  addNotification,
  all,
  allWithReason,
  confirming,
  signal,
} from './testing/rows.ts';

let store: PostgresHarness;
let relay: RelayStore;
beforeEach(async () => {
  store = await postgresHarness(inject('servers'));
  relay = createRelayStore(store.sql, { eventHoldHours: 72 });
});
afterEach(() => store.stop());

const jobs = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const id = await addNotification(store);
    await addJob(store, id);
    ids.push(id);
  }
  return ids;
};

const drained = async (limit = 500): Promise<string[]> => {
  const seen: DueJob[] = [];
  await relay.drainJobs('standard', limit, confirming(seen));
  return seen.map(({ id }) => id);
};

const statusOf = async (id: string) => (await store.queries.notification(id))?.notification.status;

/** Lets waiting rows be due at once. */
const makeDue = () => store.sql`update outbox set available_at = now() - interval '1 second'`;

describe('drainJobs', () => {
  it('hands over the oldest first, at most as many as asked, and removes what was confirmed', async () => {
    const ids = await jobs(3);
    await store.sql`
      update outbox set available_at = now() - interval '1 hour' where notification_id = ${ids[2] ?? ''}`;

    expect(await drained(2)).toEqual([ids[2], ids[0]]);
    expect(await drained(2)).toEqual([ids[1]]);
    expect(await drained(2)).toEqual([]);
    expect(await store.outbox()).toEqual([]);
  });

  it('counts what it claimed and asks nobody when nothing is due', async () => {
    const counts = [
      await relay.drainJobs('standard', 500, () => Promise.reject(new Error('nobody to be asked'))),
      (await jobs(2)).length,
      await relay.drainJobs('standard', 500, all('confirmed')),
    ];
    expect(counts).toEqual([0, 2, 2]);
  });

  it('takes only rows of its lane', async () => {
    const [bulk, critical] = [await addNotification(store), await addNotification(store)];
    await addJob(store, bulk, { destination: 'bulk' });
    await addJob(store, critical, { destination: 'critical' });
    await addEvent(store, bulk);
    const seen: DueJob[] = [];

    await relay.drainJobs('critical', 500, confirming(seen));

    expect(seen.map(({ id, dispatch }) => [id, dispatch])).toEqual([[critical, 1]]);
    expect(await store.outbox()).toHaveLength(2);
  });

  it('leaves rows that another drain holds to that one', async () => {
    const ids = await jobs(4);
    const [holding, release] = [signal(), signal()];
    const slow = relay.drainJobs('standard', 2, async (rows) => {
      holding.happen();
      await release.happened;
      return all('confirmed')(rows);
    });
    await holding.happened;

    const others = await drained();
    release.happen();
    await slow;

    expect(others).toEqual(ids.slice(2));
    expect(await store.outbox()).toEqual([]);
  });

  it('leaves every row as it was when publishing throws', async () => {
    const ids = await jobs(3);
    const before = await store.sql`select * from outbox order by id`;

    const outcome = relay.drainJobs('standard', 500, async () => {
      throw new Error('redis is away');
    });

    await expect(outcome).rejects.toThrow('redis is away');
    expect([...(await store.sql`select * from outbox order by id`)]).toEqual([...before]);
    expect(await drained()).toEqual(ids);
  });

  it('frees its rows when its connection dies in mid-publish', async () => {
    const ids = await jobs(2);
    const doomed = connect({ url: store.url, max: 1, name: 'doomed' });

    const outcome = createRelayStore(doomed, { eventHoldHours: 72 }).drainJobs(
      'standard',
      500,
      async (rows) => {
        await store.sql`
          select pg_terminate_backend(pid, 5000) from pg_stat_activity
          where application_name = 'doomed' and datname = current_database()`;
        return all('confirmed')(rows);
      },
    );

    await expect(outcome).rejects.toMatchObject({ name: 'StoreError', kind: 'unavailable' });
    expect(await drained()).toEqual(ids);
    await doomed.end({ timeout: 1 });
  });

  it('lets a refused row come again later, ever later, to five minutes', async () => {
    const [id = ''] = await jobs(1);
    const waits: number[] = [];

    for (let i = 0; i < 11; i++) {
      await relay.drainJobs('standard', 500, allWithReason('refused', 'full'));
      expect(await drained()).toEqual([]);
      const [row] = await store.sql<{ wait: number; tries: number; last_error: string }[]>`
        update outbox set available_at = now() - interval '1 second'
        returning tries, last_error,
          extract(epoch from (select o.available_at - now() from outbox o where o.id = outbox.id))::float8 as wait`;
      expect(row).toMatchObject({ tries: i + 1, last_error: 'full' });
      waits.push(row?.wait ?? 0);
    }

    const nominal = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300];
    for (const [i, wait] of waits.entries()) {
      // The row was looked at a moment after it was refused.
      expect(wait).toBeLessThanOrEqual(nominal[i] ?? 0);
      expect(wait).toBeGreaterThan((nominal[i] ?? 0) - 1);
    }
    expect(await drained()).toEqual([id]);
  });

  it('sets a quarantined row aside, with its reason, and goes on with the others', async () => {
    const [bad, good] = await jobs(2);

    await relay.drainJobs('standard', 500, async (rows) =>
      rows.map(({ rowId, id }) =>
        id === bad
          ? { rowId, verdict: 'quarantined', reason: 'breaks the pipeline' }
          : { rowId, verdict: 'confirmed' },
      ),
    );
    await makeDue();

    expect(good).toBeDefined();
    expect(await drained()).toEqual([]);
    const rows = await store.sql`select notification_id, last_error, quarantined_at from outbox`;
    expect(rows).toMatchObject([
      {
        notification_id: bad,
        last_error: 'breaks the pipeline',
        quarantined_at: expect.any(Date),
      },
    ]);
    expect(await store.queries.outbox()).toMatchObject([
      {
        destination: 'standard',
        rows: 0,
        oldestAgeSeconds: null,
        quarantined: 1,
        quarantinedSince: expect.any(Date),
      },
    ]);
  });

  it('makes a scheduled notification queued together with its row, not before', async () => {
    const soon = new Date(Date.now() + 3_600_000);
    const id = await addNotification(store, { status: 'scheduled', sendAt: soon });
    await addJob(store, id, { availableAt: soon });

    expect(await drained()).toEqual([]);
    expect(await statusOf(id)).toBe('scheduled');

    await makeDue();
    await relay
      .drainJobs('standard', 500, () => Promise.reject(new Error('away')))
      .catch(() => undefined);
    await relay.drainJobs('standard', 500, allWithReason('refused'));
    expect(await statusOf(id)).toBe('scheduled');

    await makeDue();
    expect(await drained()).toEqual([id]);
    expect(await statusOf(id)).toBe('queued');
  });

  it('does not wake what was cancelled while it was scheduled', async () => {
    const id = await addNotification(store, { status: 'scheduled' });
    await addJob(store, id);
    await store.sql`update notifications set status = 'cancelled' where id = ${id}`;

    await drained();

    expect(await statusOf(id)).toBe('cancelled');
  });
});
