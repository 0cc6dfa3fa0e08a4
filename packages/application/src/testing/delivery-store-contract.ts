import {
  concluded,
  createPreferences,
  type Draft,
  type Notification,
  settle,
} from '@postroom/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from '../ports/delivery-store.ts';
import { draftOf } from './builders.ts';
import { sampleCatalogue } from './sample-types.ts';
import type { StoreHarness } from './store-harness.ts';

const now = new Date('2026-05-03T10:14:00.000Z');

const attempt = {
  provider: 'smtp',
  startedAt: now,
  durationMs: 12,
  outcome: 'accepted' as const,
  code: null,
  detail: null,
  providerId: 'p-1',
};

const claimOf = (n: Notification, given: Partial<Claim> = {}): Claim => ({
  id: n.id,
  dispatch: n.dispatch,
  claim: n.claim,
  worker: 'w-1',
  leaseMs: 20_000,
  templateHash: 'h',
  subject: 'Hello Ada',
  isEssential: false,
  onByDefault: true,
  category: 'transactional',
  ...given,
});

const policy = { maxRetries: 3, baseMs: 10_000, factor: 7, capMs: 900_000 };

/** What every delivery store promises; the in-memory and the real one both run it. */
export const deliveryStoreContract = (create: () => Promise<StoreHarness>): void => {
  describe('delivery store', () => {
    let store: StoreHarness;
    beforeEach(async () => {
      store = await create();
    });
    afterEach(() => store.stop());

    const accept = async (given: Partial<Draft> = {}): Promise<Notification> => {
      const id = store.newId();
      await store.unitOfWork.transact((tx) => tx.notifications.add([draftOf({ id, ...given })]));
      return stored(id);
    };

    const stored = async (id: string): Promise<Notification> => {
      const detail = await store.queries.notification(id);
      if (!detail) throw new Error(`notification ${id} is not there`);
      return detail.notification;
    };

    const claimed = async (n: Notification, given: Partial<Claim> = {}): Promise<Notification> => {
      const [taken] = await store.deliveryStore.claim([claimOf(n, given)]);
      if (!taken) throw new Error('the claim was refused');
      return taken;
    };

    const wish = (userId: string, email: string, type: string, on: boolean) =>
      store.unitOfWork.transact((tx) =>
        tx.preferences.add([
          createPreferences(userId, {
            wishes: { [type]: on },
            email,
            now,
            via: 'the API',
            correlationId: 'c-1',
            catalogue: sampleCatalogue,
          }).next,
        ]),
      );

    const sent = (n: Notification) =>
      settle(n, { outcome: 'accepted', providerId: 'p-1' }, [attempt], {
        now,
        policy,
        random: 0,
        declaration: { onAmbiguous: 'at_least_once' },
      });

    const refused = (n: Notification) =>
      settle(
        n,
        { outcome: 'rejected', kind: 'transient', code: '451', detail: 'later' },
        [{ ...attempt, outcome: 'rejected', code: '451', detail: 'later', providerId: null }],
        { now, policy, random: 0, declaration: { onAmbiguous: 'at_least_once' } },
      );

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
