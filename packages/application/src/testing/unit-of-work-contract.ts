import { createPreferences, type Preferences } from '@postroom/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftOf } from './builders.ts';
import { sampleCatalogue } from './sample-types.ts';
import type { StoreHarness } from './store-harness.ts';

const preferencesOf = (userId: string, email: string): Preferences =>
  createPreferences(userId, {
    wishes: {},
    email,
    now: new Date('2026-05-03T10:14:00.000Z'),
    via: 'the API',
    correlationId: 'c-1',
    catalogue: sampleCatalogue,
  }).next;

/** What every unit of work promises; the in-memory and the real one both run it. */
export const unitOfWorkContract = (create: () => Promise<StoreHarness>): void => {
  describe('unit of work', () => {
    let store: StoreHarness;
    beforeEach(async () => {
      store = await create();
    });
    afterEach(() => store.stop());

    it('keeps what a transaction wrote when it returns', async () => {
      const id = store.newId();

      await store.unitOfWork.transact(async (tx) => {
        await tx.notifications.add([draftOf({ id, tags: { campaign: 'spring' } })]);
        await tx.outbox.add([
          { destination: 'standard', notificationId: id, dispatch: 1, availableAt: null },
        ]);
      });

      const detail = await store.queries.notification(id);
      expect(detail?.notification).toMatchObject({
        id,
        status: 'queued',
        redrive: 0,
        dispatch: 1,
        claim: 0,
        variables: { name: 'Ada' },
        tags: { campaign: 'spring' },
      });
      expect(await store.outbox()).toEqual([
        {
          destination: 'standard',
          notificationId: id,
          dispatch: 1,
          eventId: null,
          eventType: null,
        },
      ]);
    });

    it('keeps nothing of a transaction that throws', async () => {
      const id = store.newId();

      const outcome = store.unitOfWork.transact(async (tx) => {
        await tx.notifications.add([draftOf({ id })]);
        await tx.preferences.add([preferencesOf('ada', 'ada@example.com')]);
        throw new Error('changed my mind');
      });

      await expect(outcome).rejects.toThrow('changed my mind');
      expect(await store.queries.notification(id)).toBeUndefined();
      expect(await store.queries.preferences('ada')).toBeUndefined();
    });

    it('expires a notification after its time to live, counted from when it is to be sent', async () => {
      const id = store.newId();
      const sendAt = new Date(Date.now() + 3_600_000);

      await store.unitOfWork.transact((tx) =>
        tx.notifications.add([draftOf({ id, status: 'scheduled', sendAt, ttlSeconds: 60 })]),
      );

      const detail = await store.queries.notification(id);
      expect(detail?.notification.expiresAt.getTime()).toBe(sendAt.getTime() + 60_000);
    });

    it('lets an idempotency key in once and hands its answer to those who come later', async () => {
      const row = { principal: 'shop', route: 'send', key: 'k-1', bodyHash: 'h', answer: [1] };

      const first = await store.unitOfWork.transact((tx) => tx.idempotency.reserve([row]));
      const second = await store.unitOfWork.transact((tx) =>
        tx.idempotency.reserve([
          { ...row, bodyHash: 'other' },
          { ...row, key: 'k-2' },
        ]),
      );
      const [stored, none] = await store.unitOfWork.transact((tx) =>
        tx.idempotency.find([row, { ...row, key: 'never' }]),
      );

      expect([...first]).toEqual([0]);
      expect([...second]).toEqual([1]);
      expect(stored).toEqual(row);
      expect(none).toBeUndefined();
    });

    it('frees a key that was released, and keeps the answer that was put in its place', async () => {
      const row = { principal: 'shop', route: 'send', key: 'k-1', bodyHash: 'h', answer: [1] };
      const other = { ...row, key: 'k-2' };

      await store.unitOfWork.transact(async (tx) => {
        await tx.idempotency.reserve([row, other]);
        await tx.idempotency.release([row]);
        await tx.idempotency.amend({ ...other, answer: { late: true } });
      });
      const won = await store.unitOfWork.transact((tx) => tx.idempotency.reserve([row]));
      const [stored] = await store.unitOfWork.transact((tx) => tx.idempotency.find([other]));

      expect([...won]).toEqual([0]);
      expect(stored?.answer).toEqual({ late: true });
    });

    it('counts what goes to a recipient, by type, and takes back what was too much', async () => {
      const ada = { address: 'ada@example.com', type: 'greeting', count: 3 };
      const bob = { address: 'bob@example.com', type: 'greeting', count: 1 };

      const first = await store.unitOfWork.transact((tx) => tx.recipientCounts.add([ada, bob]));
      const second = await store.unitOfWork.transact(async (tx) => {
        const counted = await tx.recipientCounts.add([bob, ada, { ...ada, type: 'notice' }]);
        await tx.recipientCounts.takeBack([{ ...ada, count: 2 }]);
        return counted;
      });
      const third = await store.unitOfWork.transact((tx) => tx.recipientCounts.add([ada]));

      expect(first.map(({ before }) => before)).toEqual([0, 0]);
      expect(second.map(({ before }) => before)).toEqual([1, 3, 0]);
      expect(third.map(({ before }) => before)).toEqual([4]);
      for (const { secondsLeft } of [...first, ...second, ...third]) {
        expect(secondsLeft).toBeGreaterThan(3_000);
        expect(secondsLeft).toBeLessThanOrEqual(3_601);
      }
    });

    it('suppresses what it just added, with its reason and without its secrets', async () => {
      const [id, other] = [store.newId(), store.newId()];
      const variables = { name: 'Ada', link: 'https://example.com/t0ken' };
      const reason = { code: 'recipient_cap', detail: 'the recipient had enough' };

      await store.unitOfWork.transact(async (tx) => {
        await tx.notifications.add([
          draftOf({ id, variables, sensitive: ['link'] }),
          draftOf({ id: other }),
        ]);
        await tx.notifications.suppress([{ id, reason }]);
      });

      const ended = await store.queries.notification(id);
      expect(ended?.notification).toMatchObject({
        status: 'suppressed',
        reason,
        variables: { name: 'Ada' },
        variablesErased: true,
      });
      expect((await store.queries.notification(other))?.notification.status).toBe('queued');
    });

    it('knows a message that it has seen, by source and event id', async () => {
      const entries = [
        { source: 'users', eventId: 'e-1' },
        { source: 'shop', eventId: 'e-1' },
      ];

      const first = await store.unitOfWork.transact((tx) => tx.inbox.add(entries.slice(0, 1)));
      const second = await store.unitOfWork.transact((tx) => tx.inbox.add(entries));

      expect([...first]).toEqual([0]);
      expect([...second]).toEqual([1]);
    });

    it('adds preferences once and finds users by address without regard to case', async () => {
      const rows = [preferencesOf('ada', 'Ada@Example.com'), preferencesOf('bob', 'b@example.com')];

      const added = await store.unitOfWork.transact((tx) => tx.preferences.add(rows));
      const again = await store.unitOfWork.transact((tx) => tx.preferences.add(rows));
      const users = await store.unitOfWork.transact((tx) =>
        tx.preferences.usersAt(['ada@example.com', 'nobody@example.com']),
      );
      const addresses = await store.unitOfWork.transact((tx) =>
        tx.preferences.addressesOf(['ada', 'nobody']),
      );

      expect(added.map(({ userId }) => userId)).toEqual(['ada', 'bob']);
      expect(again).toEqual([]);
      expect([...users]).toEqual([['ada@example.com', ['ada']]]);
      expect([...addresses]).toEqual([['ada', 'Ada@Example.com']]);
    });

    it('replaces preferences only over the version before', async () => {
      const first = preferencesOf('ada', 'ada@example.com');
      const choice = { on: false, at: new Date('2026-05-03T10:20:00.000Z'), via: 'the API' };
      const next = { ...first, version: 2, choices: { greeting: choice } };
      await store.unitOfWork.transact((tx) => tx.preferences.add([first]));

      const wrote = await store.unitOfWork.transact((tx) => tx.preferences.replace(next));
      const late = await store.unitOfWork.transact((tx) => tx.preferences.replace(next));

      expect([wrote, late]).toEqual([true, false]);
      expect(await store.queries.preferences('ada')).toMatchObject({
        version: 2,
        choices: { greeting: choice },
      });
    });

    it('forgets sensitive variables when a notification is cancelled', async () => {
      const id = store.newId();
      const variables = { name: 'Ada', link: 'https://example.com/t0ken' };
      await store.unitOfWork.transact((tx) =>
        tx.notifications.add([draftOf({ id, variables, sensitive: ['link'] })]),
      );

      await store.unitOfWork.transact(async (tx) => {
        const before = await tx.notifications.get(id);
        if (!before) throw new Error('it was added above');
        await tx.notifications.update([{ before, next: { ...before, status: 'cancelled' } }]);
      });

      const detail = await store.queries.notification(id);
      expect(detail?.notification).toMatchObject({
        status: 'cancelled',
        variables: { name: 'Ada' },
        variablesErased: true,
      });
    });

    it('gives history newest first, in pages', async () => {
      const ids = [store.newId(), store.newId(), store.newId()];
      await store.unitOfWork.transact((tx) =>
        tx.notifications.add(ids.map((id) => draftOf({ id, userId: 'ada' }))),
      );

      const page = await store.queries.history({ userId: 'ada', limit: 2 });
      const rest = await store.queries.history({ userId: 'ada', limit: 2, before: ids[1] });

      expect(page.map(({ notification }) => notification.id)).toEqual([ids[2], ids[1]]);
      expect(rest.map(({ notification }) => notification.id)).toEqual([ids[0]]);
    });
  });
};
