import {
  createPreferences,
  type Draft,
  type Notification,
  type Settlement,
  settle,
} from '@postroom/domain';
import type { Claim } from '../ports/delivery-store.ts';
import { draftOf } from './builders.ts';
import { sampleCatalogue } from './sample-types.ts';
import type { StoreHarness } from './store-harness.ts';

/* What the parts of the delivery store's contract have in common. */

export const now = new Date('2026-05-03T10:14:00.000Z');

export const attempt = {
  provider: 'smtp',
  startedAt: now,
  durationMs: 12,
  outcome: 'accepted' as const,
  code: null,
  detail: null,
  providerId: 'p-1',
};

/** The claim of a worker that has loaded just this. */
export const claimOf = (n: Notification, given: Partial<Claim> = {}): Claim => ({
  id: n.id,
  dispatch: n.dispatch,
  claim: n.claim,
  worker: 'w-1',
  leaseMs: 20_000,
  templateHash: 'h',
  provider: 'smtp',
  subject: 'Hello Ada',
  isEssential: false,
  onByDefault: true,
  category: 'transactional',
  ...given,
});

export const policy = { maxRetries: 3, baseMs: 10_000, factor: 7, capMs: 900_000 };

/** An acceptance, as the worker with this claim settles it. */
export const sent = (n: Notification): Settlement =>
  settle(n, { outcome: 'accepted', providerId: 'p-1' }, [attempt], {
    now,
    policy,
    random: 0,
    declaration: { onAmbiguous: 'at_least_once' },
  });

/** A refusal for now, likewise. */
export const refused = (n: Notification): Settlement =>
  settle(
    n,
    { outcome: 'rejected', kind: 'transient', code: '451', detail: 'later' },
    [{ ...attempt, outcome: 'rejected', code: '451', detail: 'later', providerId: null }],
    { now, policy, random: 0, declaration: { onAmbiguous: 'at_least_once' } },
  );

/** Ways to bring notifications and wishes into a store. */
export const deliveryStoreSetting = (store: () => StoreHarness) => {
  const accept = async (given: Partial<Draft> = {}): Promise<Notification> => {
    const id = store().newId();
    await store().unitOfWork.transact((tx) => tx.notifications.add([draftOf({ id, ...given })]));
    return stored(id);
  };

  const stored = async (id: string): Promise<Notification> => {
    const detail = await store().queries.notification(id);
    if (!detail) throw new Error(`notification ${id} is not there`);
    return detail.notification;
  };

  const claimed = async (n: Notification, given: Partial<Claim> = {}): Promise<Notification> => {
    const [taken] = await store().deliveryStore.claim([claimOf(n, given)]);
    if (!taken) throw new Error('the claim was refused');
    return taken;
  };

  const wish = (userId: string, email: string, type: string, on: boolean) =>
    store().unitOfWork.transact((tx) =>
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

  return { accept, stored, claimed, wish };
};
