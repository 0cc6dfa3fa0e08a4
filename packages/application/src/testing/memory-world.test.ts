import { deliveryStoreContract } from './delivery-store-contract.ts';
import { createMemoryWorld } from './memory-world.ts';
import { operationsContract } from './operations-contract.ts';
import { sampleCatalogue } from './sample-types.ts';
import type { SeenRow, StoreHarness } from './store-harness.ts';
import { unitOfWorkContract } from './unit-of-work-contract.ts';

const inMemory = async (): Promise<StoreHarness> => {
  const world = createMemoryWorld({ catalogue: sampleCatalogue, startAt: new Date() });
  return {
    ...world,
    async outbox() {
      return world.state().outbox.map(
        (row): SeenRow =>
          row.destination === 'exchange'
            ? {
                destination: 'exchange',
                notificationId: row.event.notificationId,
                dispatch: null,
                eventId: row.event.eventId,
                eventType: row.event.eventType,
              }
            : {
                destination: row.destination,
                notificationId: row.notificationId,
                dispatch: row.dispatch,
                eventId: null,
                eventType: null,
              },
      );
    },
    async suppress(address, suppression) {
      world.state().suppressions.set(address, suppression);
    },
    async stop() {},
  };
};

unitOfWorkContract(inMemory);
deliveryStoreContract(inMemory);
operationsContract(inMemory);
