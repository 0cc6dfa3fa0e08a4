import type { Suppression } from '@postroom/domain';
import type { DeliveryStore } from '../ports/delivery-store.ts';
import type { Queries } from '../ports/queries.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** A row of the outbox, as far as the contract suites look. */
export interface SeenRow {
  readonly destination: string;
  readonly notificationId: string | null;
  readonly dispatch: number | null;
  readonly eventId: string | null;
  readonly eventType: string | null;
}

/** The store ports over one empty store, for the contract suites. The catalogue is `sampleCatalogue`. */
export interface StoreHarness {
  readonly unitOfWork: UnitOfWork;
  readonly deliveryStore: DeliveryStore;
  readonly queries: Queries;
  newId(): string;
  outbox(): Promise<readonly SeenRow[]>;
  suppress(address: string, suppression: Suppression): Promise<void>;
  stop(): Promise<void>;
}
