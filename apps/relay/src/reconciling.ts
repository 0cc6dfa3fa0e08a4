import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  createDeliveryStore,
  createLaneControls,
  createReconcileStore,
  type Sql,
} from '@postroom/adapters/postgres';
import type { QueueBackend } from '@postroom/adapters/queue';
import type { TypeCatalogue } from '@postroom/domain';
import { type Config, createFailPoints } from '@postroom/runtime';
import type { Observer } from './observe.ts';
import { createReconciler, type Reconciler } from './reconcile/reconciler.ts';

/** The reconciler on the real stores. */
export const openReconciler = ({
  config,
  catalogue,
  sql,
  backend,
  observer,
}: {
  readonly config: Pick<Config, 'retry' | 'failPoints'>;
  readonly catalogue: TypeCatalogue;
  readonly sql: Sql;
  readonly backend: QueueBackend;
  readonly observer: Observer;
}): Reconciler => {
  const controls = createLaneControls(sql);
  const { around } = createFailPoints(config.failPoints);
  const store = createReconcileStore(sql);
  return createReconciler({
    store: {
      ...store,
      redispatch: around('reconciler.redispatch', store.redispatch),
      takeExpired: around('reconciler.take', store.takeExpired),
    },
    deliveryStore: createDeliveryStore(sql),
    queueStore: backend,
    queueOf: (queue) => backend.jobQueue(queue),
    pausedLanes: () => controls.paused(),
    catalogue,
    policy: config.retry,
    worker: `relay.${hostname()}.${process.pid}`,
    now: () => new Date(),
    random: Math.random,
    newId: randomUUID,
    onReconciled: observer.reconciled,
    onSettled: observer.settled,
  });
};
