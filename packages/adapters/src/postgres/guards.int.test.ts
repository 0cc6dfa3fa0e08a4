import { sampleCatalogue } from '@postroom/application/testing';
import {
  type Attempt,
  decide,
  mayMove,
  type Notification,
  type Settlement,
  type Status,
  settle,
  statuses,
} from '@postroom/domain';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { connect } from './client.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { addNotification, force } from './testing/rows.ts';

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterAll(() => store.stop());

const stored = async (id: string): Promise<Notification> => {
  const detail = await store.queries.notification(id);
  if (!detail) throw new Error(`notification ${id} is not there`);
  return detail.notification;
};

const standing = async (status: Status, maybeSent: boolean): Promise<Notification> => {
  const id = await addNotification(store);
  await force(store, id, status, { maybeSent });
  return stored(id);
};

const settlementOf = (n: Notification, to: Settlement['to']): Settlement => ({
  id: n.id,
  redrive: n.redrive,
  dispatch: n.dispatch,
  claim: n.claim,
  to,
  attempts: 1,
  maybeSent: n.maybeSent,
  provider: null,
  providerId: null,
  retryInMs: to === 'retry_wait' ? 0 : null,
  reason: null,
  errorCode: null,
  tries: [],
  events: [],
});

const targets = ['sent', 'retry_wait', 'failed', 'unknown', 'suppressed', 'expired'] as const;
const pairs = statuses.flatMap((from) => [false, true].map((maybeSent) => ({ from, maybeSent })));

describe('the guards in SQL', () => {
  it.each(pairs)(
    'of settle say about every move from $from, maybe sent $maybeSent, what the table says',
    async ({ from, maybeSent }) => {
      const rows = await Promise.all(targets.map(() => standing(from, maybeSent)));
      const settlements = rows.map((n, i) => settlementOf(n, targets[i] ?? 'sent'));

      const applied = await store.deliveryStore.settle(settlements);

      expect(applied).toEqual(targets.map((to) => mayMove(from, to, maybeSent)));
      const after = await Promise.all(rows.map(({ id }) => stored(id)));
      expect(after.map(({ status }) => status)).toEqual(
        targets.map((to) => (mayMove(from, to, maybeSent) ? to : from)),
      );
    },
  );

  it('of claim say about every state what the table says', async () => {
    const rows = await Promise.all(pairs.map((pair) => standing(pair.from, pair.maybeSent)));

    const taken = await store.deliveryStore.claim(rows.map((n) => claimOf(n)));

    expect(taken.map(Boolean)).toEqual(
      pairs.map(({ from, maybeSent }) => mayMove(from, 'sending', maybeSent)),
    );
  });

  it('of claim agree with the decision about every mixture of wishes and suppressions', async () => {
    const wish = fc.constantFrom('on', 'off', 'silent');
    const situations = fc.sample(
      fc.record({
        type: fc.constantFrom('greeting', 'offer'),
        hasUser: fc.boolean(),
        wishes: fc.array(wish, { maxLength: 3 }),
        suppression: fc.constantFrom('all', 'transactional', 'marketing', null, null, null),
        isEssential: fc.boolean(),
        address: fc.constantFrom('ada', 'ÄDA', 'ςίσυφος', 'Ω'),
      }),
      { seed: 20_260_503, numRuns: 200 },
    );
    const claims = await Promise.all(
      situations.map(async ({ type, hasUser, wishes, suppression, isEssential, address }, i) => {
        const recipientEmail = `${address}${i}@example.com`;
        for (const [k, said] of wishes.entries()) {
          const choice = { on: said === 'on', at: new Date().toISOString(), via: 'the API' };
          const choices = said === 'silent' ? {} : { [type]: choice };
          await store.sql`
            insert into preferences (user_id, email, choices, version, created_at, updated_at)
            values (${`u-${i}-${k}`}, ${recipientEmail.toUpperCase()}, ${JSON.stringify(choices)}::text::jsonb, 1, now(), now())`;
        }
        if (suppression) {
          await store.sql`
            insert into suppressions (address, category, reason, source)
            values (lower(${recipientEmail}), ${suppression}, 'manual', 'eve')`;
        }
        const userId = hasUser ? `u-${i}-0` : null;
        const id = await addNotification(store, { type, recipientEmail, userId });
        const declaration = sampleCatalogue.find(type);
        const [loaded] = await store.deliveryStore.load([{ id, dispatch: 1 }]);
        if (!loaded || !declaration) throw new Error('it was added above');
        const { onByDefault, category } = declaration;
        const verdict = decide(loaded.notification, loaded.facts, declaration, () => isEssential);
        return {
          claim: claimOf(loaded.notification, { isEssential, onByDefault, category }),
          maySend: verdict.verdict === 'send',
        };
      }),
    );

    const taken = await store.deliveryStore.claim(claims.map(({ claim }) => claim));

    const disagreements = situations.filter((_, i) => Boolean(taken[i]) !== claims[i]?.maySend);
    expect(disagreements).toEqual([]);
    expect(taken.filter(Boolean).length).toBeGreaterThan(20);
    expect(taken.filter((each) => !each).length).toBeGreaterThan(20);
  });
});

describe('a process whose clock is ten minutes off', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([-600_000, 600_000])('by %i ms changes no lease, retry or schedule', async (skewMs) => {
    const [waiting, sending] = [await standing('queued', false), await standing('sending', false)];
    const [due, early] = [await standing('retry_wait', false), await standing('retry_wait', false)];
    await store.sql`
      update notifications set next_attempt_at = now() + interval '5 minutes' where id = ${early.id}`;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skewMs });

    const taken = await store.deliveryStore.claim([waiting, due, early].map((n) => claimOf(n)));
    await store.deliveryStore.extend([{ id: due.id, claim: 1, leaseMs: 60_000 }]);
    await store.deliveryStore.settle([
      { ...settlementOf(sending, 'retry_wait'), retryInMs: 30_000 },
    ]);

    expect(taken.map(Boolean)).toEqual([true, true, false]);
    const secondsOf = async (id: string) => {
      const [row] = await store.sql<{ lease: number | null; retry: number | null }[]>`
        select extract(epoch from lease_until - now())::float8 as lease,
          extract(epoch from next_attempt_at - now())::float8 as retry
        from notifications where id = ${id}`;
      return row;
    };
    expect((await secondsOf(waiting.id))?.lease).toBeLessThanOrEqual(20);
    expect((await secondsOf(waiting.id))?.lease).toBeGreaterThan(10);
    expect((await secondsOf(due.id))?.lease).toBeLessThanOrEqual(60);
    expect((await secondsOf(due.id))?.lease).toBeGreaterThan(50);
    expect((await secondsOf(sending.id))?.retry).toBeLessThanOrEqual(30);
    expect((await secondsOf(sending.id))?.retry).toBeGreaterThan(20);
  });
});

describe('two workers at once', () => {
  it('share no claim, whatever the order of their batches', async () => {
    const other = connect({ url: store.url, max: 4 });
    const rows = await Promise.all(
      Array.from({ length: 200 }, async () => stored(await addNotification(store))),
    );
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
    const rows = await Promise.all(Array.from({ length: 40 }, () => standing('sending', false)));
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
      expect((await stored(id)).status).toBe('sent');
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

function claimOf(
  n: Notification,
  given: {
    readonly worker?: string;
    readonly isEssential?: boolean;
    readonly onByDefault?: boolean;
    readonly category?: 'transactional' | 'marketing';
  } = {},
) {
  return {
    id: n.id,
    dispatch: n.dispatch,
    claim: n.claim,
    worker: 'w-1',
    leaseMs: 20_000,
    templateHash: 'h',
    subject: 'Hello',
    isEssential: false,
    onByDefault: true,
    category: 'transactional' as const,
    ...given,
  };
}
