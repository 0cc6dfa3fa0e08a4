import { claimOf } from '@postroom/application/testing';
import { type Attempt, type Notification, settle } from '@postroom/domain';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { connect } from './client.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { standingIn, storedIn } from './testing/standing.ts';

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterAll(() => store.stop());

describe('two workers at once', () => {
  it('share no claim, whatever the order of their batches', async () => {
    const other = connect({ url: store.url, max: 4 });
    const rows = await Promise.all(Array.from({ length: 200 }, () => standingIn(store, 'queued')));
    const batch = (worker: string, order: readonly Notification[]) =>
      order.map((n) => claimOf(n, { worker }));

    const [mine, theirs] = await Promise.all([
      store.deliveryStore.claim(batch('w-1', rows)),
      createDeliveryStore(other).claim(batch('w-2', [...rows].reverse())),
    ]);

    await other.end({ timeout: 5 });
    const theirsInOrder = [...theirs].reverse();
    for (const i of rows.keys()) {
      expect([mine[i], theirsInOrder[i]].filter(Boolean)).toHaveLength(1);
    }
  });

  it('tell of one ending when a success and a failure race, and success stands', async () => {
    const now = new Date();
    const context = {
      now,
      policy: { maxRetries: 0, baseMs: 1, factor: 1, capMs: 1 },
      random: 0,
      declaration: { onAmbiguous: 'at_least_once' },
    } as const;
    const tried: Attempt = {
      provider: 'smtp',
      startedAt: now,
      durationMs: 1,
      outcome: 'accepted',
      code: null,
      detail: null,
      providerId: 'p-1',
    };
    const other = connect({ url: store.url, max: 4 });
    const theirs = createDeliveryStore(other);
    const rows = await Promise.all(Array.from({ length: 40 }, () => standingIn(store, 'sending')));
    const fails = rows.map((n) =>
      settle(
        n,
        { outcome: 'rejected', kind: 'permanent', code: '550', detail: 'no' },
        [
          {
            ...tried,
            outcome: 'rejected',
            code: '550',
            detail: 'no',
            providerId: null,
            provider: 'resend',
          },
        ],
        context,
      ),
    );
    const succeeds = rows.map((n) =>
      settle(n, { outcome: 'accepted', providerId: 'p-1' }, [tried], context),
    );

    await Promise.all(
      rows.flatMap((_, i) => [
        store.deliveryStore.settle(fails.slice(i, i + 1)),
        theirs.settle(succeeds.slice(i, i + 1)),
      ]),
    );

    await other.end({ timeout: 5 });
    for (const { id } of rows) {
      expect((await storedIn(store, id)).status).toBe('sent');
      const events = await store.sql<{ type: string; supersedes: string | null }[]>`
        select event ->> 'eventType' as type, event -> 'fields' ->> 'supersedes' as supersedes
        from outbox where notification_id = ${id} order by id`;
      const told = events.map(({ type, supersedes }) => [type, supersedes]);
      expect([
        [['notification.sent', null]],
        [
          ['notification.failed', null],
          ['notification.sent', 'failed'],
        ],
      ]).toContainEqual(told);
    }
  });
});
