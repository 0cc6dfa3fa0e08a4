export { reasonOf } from '../tls/certificate-fault.ts';
export { type ApiKeys, createApiKeys, type StoredApiKey } from './api-keys.ts';
export { type ConnectOptions, connect, type Sql } from './client.ts';
export { createDeliveryStore } from './delivery-store.ts';
export type { Erasure, Person } from './erase-person.ts';
export { createFleetFacts } from './fleet-facts.ts';
export { createHousekeepingStore, type HousekeepingStore } from './housekeeping.ts';
export { createLaneControls, type LaneControls } from './lane-controls.ts';
export { createLaneFigures } from './lane-figures.ts';
export { hasSchema, type MigrationReport, migrate, migrationsFolder } from './migrate.ts';
export {
  createOperatorStore,
  type ListedKey,
  type OperatorStore,
} from './operator.ts';
export { createPartitions, type Partitions } from './partitions.ts';
export { databasePlaceOf } from './place.ts';
export { createProcessStore, type ProcessStore } from './processes.ts';
export { createProviderPauses } from './provider-pauses.ts';
export { createQuarantine } from './quarantine.ts';
export { createQueries } from './queries.ts';
export { forgetOldRecipientCounts } from './recipient-counts.ts';
export { createReconcileStore } from './reconcile-store.ts';
export { createRelayStore } from './relay-store.ts';
export { createSplitReads } from './split-reads.ts';
export { standbyLagOf } from './standby-lag.ts';
export { createTokenBuckets, forgetFullBuckets } from './token-buckets.ts';
export { createUnitOfWork } from './unit-of-work.ts';
export { waitForSchema } from './wait-for-schema.ts';
export { createWaker, listenForOutbox } from './wake.ts';
