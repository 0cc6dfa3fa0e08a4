import type { DeliveryStore, ReconcileStore } from '@postroom/application';
import {
  type Notification,
  type RetryPolicy,
  type Settlement,
  settle,
  type TypeCatalogue,
} from '@postroom/domain';

export interface ExpiredClaims {
  readonly store: Pick<ReconcileStore, 'takeExpired'>;
  readonly deliveryStore: Pick<DeliveryStore, 'settle'>;
  readonly catalogue: TypeCatalogue;
  readonly policy: RetryPolicy;
  /** Names this process among the workers. */
  readonly worker: string;
  now(): Date;
  random(): number;
}

const portion = 100;
/** Milliseconds to write the outcome in; if this process dies too, another takes over after it. */
const leaseMs = 20_000;

export interface Settled {
  readonly notification: Notification;
  readonly settlement: Settlement;
}

/**
 * Ends the hand-offs of workers that fell silent. Nobody knows whether the provider got the mail, so
 * each is settled as ambiguous and its type decides: again under the same key, or `unknown`.
 * Returns those that were written.
 */
export const settleExpired = async ({
  store,
  deliveryStore,
  catalogue,
  policy,
  worker,
  now,
  random,
}: ExpiredClaims): Promise<readonly Settled[]> => {
  const notifications = await store.takeExpired({ limit: portion, worker, leaseMs });
  if (notifications.length === 0) return [];
  const settled = notifications.map((notification): Settled => {
    const declaration = catalogue.find(notification.type) ?? unknownType;
    return {
      notification,
      settlement: settle(notification, workerLost, [], {
        now: now(),
        policy,
        random: random(),
        declaration,
      }),
    };
  });
  const written = await deliveryStore.settle(settled.map(({ settlement }) => settlement));
  return settled.filter((_, index) => written[index]);
};

const workerLost = {
  outcome: 'ambiguous',
  code: 'worker_lost',
  detail: 'the worker fell silent during the hand-off, so nobody knows whether it was accepted',
} as const;

/** A type that is not declared any more gets no second copy. */
const unknownType = { onAmbiguous: 'at_most_once' } as const;
