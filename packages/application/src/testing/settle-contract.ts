import { concluded, settle } from '@postroom/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  attempt,
  claimOf,
  deliveryStoreSetting,
  now,
  policy,
  refused,
  sent,
} from './delivery-store-setting.ts';
import type { StoreHarness } from './store-harness.ts';

/** What counts of what workers say. */
export const settleContract = (create: () => Promise<StoreHarness>): void => {
  describe('delivery store, settle and extend', () => {
    let store: StoreHarness;
    beforeEach(async () => {
      store = await create();
    });
    afterEach(() => store.stop());
    const { accept, claimed, stored } = deliveryStoreSetting(() => store);

    it('writes state, attempt and event of a success together, and forgets secrets', async () => {
      const n = await accept({
        variables: { name: 'Ada', link: 'https://example.com/t0ken' },
        sensitive: ['link'],
      });

      const applied = await store.deliveryStore.settle([sent(await claimed(n))]);

      const detail = await store.queries.notification(n.id);
      expect(applied).toEqual([true]);
      expect(detail?.notification).toMatchObject({
        status: 'sent',
        attempts: 1,
        provider: 'smtp',
        variables: { name: 'Ada' },
        variablesErased: true,
      });
      expect(detail?.sentSubject).toBe('Hello Ada');
      expect(detail?.attempts).toMatchObject([
        { number: 1, outcome: 'accepted', providerId: 'p-1' },
      ]);
      expect(await store.outbox()).toMatchObject([
        { destination: 'exchange', eventId: `${n.id}.0.sent`, eventType: 'notification.sent' },
      ]);
    });

    it('does not let a failure from a lost claim overwrite what came after', async () => {
      const n = await accept();
      const first = await claimed(n);
      await store.deliveryStore.settle([{ ...refused(first), retryInMs: 0 }]);
      await claimed(await stored(n.id));

      const applied = await store.deliveryStore.settle([refused(first)]);

      expect(applied).toEqual([false]);
      expect(await stored(n.id)).toMatchObject({ status: 'sending', claim: 2 });
    });

    it('takes a success from a lost claim, even into failed, and says what it supersedes', async () => {
      const n = await accept();
      const first = await claimed(n);
      const failure = concluded(first, 'failed', { at: now, reason: { code: 'x', detail: 'y' } });
      await store.deliveryStore.settle([failure]);

      const applied = await store.deliveryStore.settle([sent(first)]);

      expect(applied).toEqual([true]);
      expect(await stored(n.id)).toMatchObject({ status: 'sent' });
      const types = (await store.outbox()).map(({ eventType }) => eventType);
      expect(types).toEqual(['notification.failed', 'notification.sent']);
    });

    it('settles a success once, however often it is told', async () => {
      const first = await claimed(await accept());

      const applied = [
        ...(await store.deliveryStore.settle([sent(first)])),
        ...(await store.deliveryStore.settle([sent(first)])),
      ];

      expect(applied).toEqual([true, false]);
      expect(await store.outbox()).toHaveLength(1);
      expect((await store.queries.notification(first.id))?.attempts).toHaveLength(1);
    });

    it('takes the success when a failure of the same claim is settled in one batch with it', async () => {
      const early = await claimed(await accept());
      const late = await claimed(await accept());

      const applied = [
        ...(await store.deliveryStore.settle([sent(early), refused(early)])),
        ...(await store.deliveryStore.settle([refused(late), sent(late)])),
      ];

      expect(applied).toEqual([true, false, true, true]);
      expect([await stored(early.id), await stored(late.id)].map(({ status }) => status)).toEqual([
        'sent',
        'sent',
      ]);
    });

    it('keeps an outcome whatever characters the provider put in its words', async () => {
      const odd = await claimed(await accept());
      const plain = await claimed(await accept());
      const words = { code: '4\u000051', detail: 'later\u0000 \ud800!' };
      const outcome = { outcome: 'rejected', kind: 'permanent', ...words } as const;
      const tried = { ...attempt, ...words, outcome: 'rejected', providerId: null } as const;
      const declaration = { onAmbiguous: 'at_least_once' } as const;
      const settlement = settle(odd, outcome, [tried], { now, policy, random: 0, declaration });

      const applied = await store.deliveryStore.settle([settlement, sent(plain)]);

      expect(applied).toEqual([true, true]);
      expect(await stored(odd.id)).toMatchObject({ status: 'failed' });
    });

    it('prolongs a lease only for who holds it', async () => {
      const held = await claimed(await accept());

      const lease = { id: held.id, claim: held.claim, leaseMs: 20_000 };
      const mine = await store.deliveryStore.extend([lease]);
      const lost = await store.deliveryStore.extend([{ ...lease, claim: held.claim - 1 }]);

      const both = await store.deliveryStore.extend([{ ...lease, claim: held.claim - 1 }, lease]);

      expect([...mine, ...lost, ...both]).toEqual([true, false, false, true]);
    });

    it('knows whom a mail is handed to from the claim on, and from when it was in doubt', async () => {
      const first = await claimed(await accept(), { provider: 'resend', templateHash: 'h1' });
      expect(first).toMatchObject({ provider: 'resend', templateHash: 'h1', maybeSentSince: null });

      const lease = { id: first.id, claim: first.claim, leaseMs: 20_000, provider: 'smtp' };
      const beat = { id: first.id, claim: first.claim, leaseMs: 20_000 };
      expect(await store.deliveryStore.extend([beat, lease, beat])).toEqual([true, true, true]);
      expect((await stored(first.id)).provider).toBe('smtp');

      const lost = { outcome: 'ambiguous', code: 'worker_lost', detail: 'silent' } as const;
      const declaration = { onAmbiguous: 'at_least_once' } as const;
      const held = await stored(first.id);
      await store.deliveryStore.settle([
        settle(held, lost, [], { now, policy: { ...policy, baseMs: 0 }, random: 0, declaration }),
      ]);
      const doubtful = await stored(first.id);
      expect(doubtful).toMatchObject({ maybeSent: true, provider: 'smtp' });
      expect(doubtful.maybeSentSince).toBeInstanceOf(Date);

      const again = await claimed(doubtful, { provider: 'smtp' });
      await store.deliveryStore.settle([
        settle(again, lost, [], { now, policy, random: 0, declaration }),
      ]);
      expect((await stored(first.id)).maybeSentSince).toEqual(doubtful.maybeSentSince);
    });

    it('writes a line of the timeline', async () => {
      const { id } = await accept();
      await store.deliveryStore.note([{ id, event: 'template changed', detail: 'it did' }]);

      const detail = await store.queries.notification(id);
      expect(detail?.timeline).toContainEqual(
        expect.objectContaining({ event: 'template changed', detail: 'it did' }),
      );
    });

    it('keeps a retry waiting until it is due', async () => {
      const first = await claimed(await accept());
      await store.deliveryStore.settle([refused(first)]);

      const waiting = await stored(first.id);
      const [taken] = await store.deliveryStore.claim([claimOf(waiting)]);

      expect(waiting).toMatchObject({ status: 'retry_wait', attempts: 1, errorCode: '451' });
      expect(taken).toBeUndefined();
    });
  });
};
