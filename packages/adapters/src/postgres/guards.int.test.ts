import { claimOf, sampleCatalogue } from '@postroom/application/testing';
import { decide, mayMove, statuses } from '@postroom/domain';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { addNotification } from './testing/rows.ts';
import { settlementOf, standingIn, storedIn } from './testing/standing.ts';

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterAll(() => store.stop());

const targets = ['sent', 'retry_wait', 'failed', 'unknown', 'suppressed', 'expired'] as const;
const pairs = statuses.flatMap((from) => [false, true].map((maybeSent) => ({ from, maybeSent })));

describe('the guards in SQL', () => {
  it.each(pairs)(
    'of settle say about every move from $from, maybe sent $maybeSent, what the table says',
    async ({ from, maybeSent }) => {
      const rows = await Promise.all(targets.map(() => standingIn(store, from, { maybeSent })));
      const settlements = rows.map((n, i) => settlementOf(n, targets[i] ?? 'sent'));

      const applied = await store.deliveryStore.settle(settlements);

      expect(applied).toEqual(targets.map((to) => mayMove(from, to, maybeSent)));
      const after = await Promise.all(rows.map(({ id }) => storedIn(store, id)));
      expect(after.map(({ status }) => status)).toEqual(
        targets.map((to) => (mayMove(from, to, maybeSent) ? to : from)),
      );
    },
  );

  it('of claim say about every state what the table says', async () => {
    const rows = await Promise.all(pairs.map((pair) => standingIn(store, pair.from, pair)));

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
    const [waiting, sending] = [
      await standingIn(store, 'queued'),
      await standingIn(store, 'sending'),
    ];
    const [due, early] = [
      await standingIn(store, 'retry_wait'),
      await standingIn(store, 'retry_wait'),
    ];
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
