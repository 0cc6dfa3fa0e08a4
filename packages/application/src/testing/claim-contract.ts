import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimOf, deliveryStoreSetting, now, refused } from './delivery-store-setting.ts';
import type { StoreHarness } from './store-harness.ts';

/** Who may send, and when. */
export const claimContract = (create: () => Promise<StoreHarness>): void => {
  describe('delivery store, load and claim', () => {
    let store: StoreHarness;
    beforeEach(async () => {
      store = await create();
    });
    afterEach(() => store.stop());
    const { accept, claimed, stored, wish } = deliveryStoreSetting(() => store);

    it('loads in the order asked and leaves a gap where there is nothing', async () => {
      const [first, second] = [await accept(), await accept()];

      const loaded = await store.deliveryStore.load([
        { id: second.id, dispatch: 1 },
        { id: store.newId(), dispatch: 1 },
        { id: first.id, dispatch: 1 },
      ]);

      expect(loaded.map((each) => each?.notification.id)).toEqual([second.id, undefined, first.id]);
    });

    it('gives one of two claims on the same notification the right to send', async () => {
      const n = await accept();

      const outcomes = await Promise.all([
        store.deliveryStore.claim([claimOf(n)]),
        store.deliveryStore.claim([claimOf(n, { worker: 'w-2' })]),
      ]);

      expect(outcomes.flat().filter(Boolean)).toHaveLength(1);
      expect(await stored(n.id)).toMatchObject({ status: 'sending', claim: 1 });
    });

    it('gives one of two claims in the same batch the right to send', async () => {
      const n = await accept();

      const outcomes = await store.deliveryStore.claim([claimOf(n), claimOf(n, { worker: 'w-2' })]);
      const mixed = await accept();
      const stale = await store.deliveryStore.claim([
        claimOf(mixed, { dispatch: 2 }),
        claimOf(mixed),
      ]);

      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(stale.map(Boolean)).toEqual([false, true]);
      expect(await stored(n.id)).toMatchObject({ claim: 1 });
    });

    it('refuses a claim under an old dispatch', async () => {
      const n = await accept();
      const [taken] = await store.deliveryStore.claim([claimOf(n, { dispatch: 2 })]);
      expect(taken).toBeUndefined();
    });

    it('refuses a claim that was decided on before somebody else had it', async () => {
      const n = await accept();
      await store.deliveryStore.settle([{ ...refused(await claimed(n)), retryInMs: 0 }]);

      const [stale] = await store.deliveryStore.claim([claimOf(n)]);
      const [fresh] = await store.deliveryStore.claim([claimOf(await stored(n.id))]);

      expect([Boolean(stale), Boolean(fresh)]).toEqual([false, true]);
    });

    it('refuses a claim before the notification is due and after it expired', async () => {
      const hour = 3_600_000;
      const early = await accept({
        status: 'scheduled',
        sendAt: new Date(Date.now() + hour),
      });
      const late = await accept({ expiresAt: new Date(Date.now() - 1_000_000 * hour) });

      const taken = await store.deliveryStore.claim([claimOf(early), claimOf(late)]);

      expect(taken).toEqual([undefined, undefined]);
    });

    it('refuses a claim when the user, or with no user anyone at the address, switched the type off', async () => {
      await wish('ada', 'Ada@example.com', 'greeting', false);
      await wish('bob', 'bob@example.com', 'greeting', true);
      const ofUser = await accept({ userId: 'ada', recipientEmail: 'new@example.com' });
      const ofAddress = await accept({ recipientEmail: 'ada@EXAMPLE.com' });
      const ofBob = await accept({ userId: 'bob', recipientEmail: 'ada@example.com' });

      const taken = await store.deliveryStore.claim(
        [ofUser, ofAddress, ofBob].map((n) => claimOf(n)),
      );

      expect(taken.map(Boolean)).toEqual([false, false, true]);
    });

    it('lets a type that is off by default through only for who switched it on', async () => {
      await wish('ada', 'ada@example.com', 'offer', true);
      await wish('bob', 'bob@example.com', 'greeting', true);
      const offer = { type: 'offer', queue: 'bulk' } as const;
      const ofAda = await accept({ ...offer, userId: 'ada' });
      const ofBob = await accept({ ...offer, userId: 'bob' });
      const ofStranger = await accept({ ...offer, recipientEmail: 'stranger@example.com' });
      const essential = await accept({ ...offer, userId: 'bob' });

      const given = { onByDefault: false, category: 'marketing' } as const;
      const taken = await store.deliveryStore.claim([
        claimOf(ofAda, given),
        claimOf(ofBob, given),
        claimOf(ofStranger, given),
        claimOf(essential, { ...given, isEssential: true }),
      ]);

      expect(taken.map(Boolean)).toEqual([true, false, false, true]);
    });

    it('refuses a claim on a suppressed address, of the category concerned', async () => {
      const marketing = {
        reason: 'unsubscribe',
        category: 'marketing',
        source: 'link',
        at: now,
      } as const;
      await store.suppress('ada@example.com', marketing);
      await store.suppress('bob@example.com', { ...marketing, category: 'all' });
      const ofAda = await accept({ recipientEmail: 'Ada@example.com' });
      const ofBob = await accept({ recipientEmail: 'bob@example.com' });

      const taken = await store.deliveryStore.claim([claimOf(ofAda), claimOf(ofBob)]);

      expect(taken.map(Boolean)).toEqual([true, false]);
    });
  });
};
