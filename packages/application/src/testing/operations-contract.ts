import type { Notification, Status } from '@postroom/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation, Selection } from '../ports/operations.ts';
import { draftOf } from './builders.ts';
import type { StoreHarness } from './store-harness.ts';

/** What every store of operations promises; the in-memory and the real one both run it. */
export const operationsContract = (create: () => Promise<StoreHarness>): void => {
  describe('operations on many', () => {
    let store: StoreHarness;
    beforeEach(async () => {
      store = await create();
    });
    afterEach(() => store.stop());

    const standing = async (status: Status, given: object = {}): Promise<Notification> => {
      const id = store.newId();
      return store.unitOfWork.transact(async (tx) => {
        await tx.notifications.add([draftOf({ id, ...given })]);
        const before = await tx.notifications.get(id);
        if (!before) throw new Error('it was added above');
        const next = { ...before, status };
        await tx.notifications.update([{ before, next }]);
        return next;
      });
    };

    const file = async (selection: Selection): Promise<Operation> => {
      const id = store.newId();
      await store.unitOfWork.transact(async (tx) => {
        const counted = await tx.notifications.count(selection);
        const kind = 'redrive' as const;
        await tx.operations.add({ id, kind, selection, requestedBy: 'eve', ...counted });
      });
      const filed = await store.queries.operation(id);
      if (!filed) throw new Error('it was filed above');
      return filed;
    };

    const nextOf = async (operation: Operation, limit = 10): Promise<readonly string[]> =>
      store.unitOfWork.transact(async (tx) =>
        (await tx.notifications.next(operation, limit)).notifications.map(({ id }) => id),
      );

    it('are kept with their filter, and counted', async () => {
      await standing('failed', { userId: 'ada', tags: { campaign: 'spring' } });
      await standing('failed');
      const since = new Date(Date.UTC(2020, 0));
      const tag = { name: 'campaign', value: 'spring' };
      const selection: Selection = { statuses: ['failed'], userId: 'ada', tag, since };

      const operation = await file(selection);

      expect(operation).toMatchObject({
        kind: 'redrive',
        selection,
        requestedBy: 'eve',
        count: 1,
        cursor: null,
        done: 0,
        skipped: {},
        endedAt: null,
      });
      expect(await store.queries.count(selection)).toBe(1);
      expect(await store.queries.operation(store.newId())).toBeUndefined();
    });

    it('come upon each notification once, in order, whatever its state and lane', async () => {
      const ids: string[] = [];
      for (const status of ['failed', 'expired', 'queued', 'failed', 'queued'] as const) {
        const queue = ids.length % 2 === 0 ? 'bulk' : 'critical';
        ids.push((await standing(status, { queue })).id);
      }
      await standing('suppressed');
      const operation = await file({ statuses: ['failed', 'expired', 'queued'] });

      const first = await nextOf(operation, 2);
      const rest = await nextOf({ ...operation, cursor: first.at(-1) ?? null });

      expect(operation).toMatchObject({ count: 5, lastId: ids.at(-1) });
      expect([...first, ...rest]).toEqual(ids);
    });

    it('leave alone what comes to their selection later, and what has left it', async () => {
      const [kept, gone] = [await standing('failed'), await standing('failed')];
      const operation = await file({ statuses: ['failed'] });
      await standing('failed');
      await store.unitOfWork.transact((tx) =>
        tx.notifications.update([{ before: gone, next: { ...gone, status: 'sent' } }]),
      );

      expect(await nextOf(operation)).toEqual([kept.id]);
    });

    it('are taken until they have ended', async () => {
      const [first, second] = [
        await file({ statuses: ['failed'] }),
        await file({ statuses: ['failed'] }),
      ];
      const advance = (given: { id: string; isOver: boolean }) =>
        store.unitOfWork.transact((tx) =>
          tx.operations.advance({ cursor: null, done: 1, skipped: { changed: 2 }, ...given }),
        );
      const take = (id?: string) =>
        store.unitOfWork.transact(async (tx) => (await tx.operations.take(id))?.id);

      await advance({ id: first.id, isOver: false });
      expect([await take(second.id), await take(first.id)]).toEqual([second.id, first.id]);
      await advance({ id: second.id, isOver: true });
      expect([await take(), await take(second.id)]).toEqual([first.id, undefined]);
      await advance({ id: first.id, isOver: true });

      expect(await take()).toBeUndefined();
      expect(await store.queries.operation(first.id)).toMatchObject({
        done: 1,
        skipped: { changed: 2 },
        endedAt: expect.any(Date),
      });
    });
  });
};
