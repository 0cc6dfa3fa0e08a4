import type { DeliverContext, DeliveryStore } from '@postroom/application';
import { type Batcher, createBatcher } from '@postroom/runtime';

/** Statements at a time for each kind: one runs while the next one fills. */
const maxInFlight = 2;
/** Notifications in one statement. */
const maxItems = 64;

type MergedStore = Pick<DeliverContext, 'load' | 'claim' | 'settle' | 'extend' | 'note'> & {
  /** Resolves once every call has been answered. */
  idle(): Promise<void>;
};

/** One job asks for one notification; what concurrent jobs ask for travels in one statement. */
export const mergedStore = (store: DeliveryStore): MergedStore => {
  const loads = merged(store.load);
  const claims = merged(store.claim);
  const settlements = merged(store.settle);
  const leases = merged(store.extend);
  const notes = merged(store.note);
  return {
    load: loads.add,
    claim: claims.add,
    settle: settlements.add,
    extend: leases.add,
    note: notes.add,
    async idle() {
      await Promise.all(
        [loads, claims, settlements, leases, notes].map((batcher) => batcher.idle()),
      );
    },
  };
};

const merged = <Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): Batcher<Item, Result> =>
  createBatcher({
    run: async (items) => (await run(items)).map((value) => ({ ok: true, value })),
    maxInFlight,
    maxItems,
  });
