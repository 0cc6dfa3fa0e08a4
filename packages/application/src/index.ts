export { type AdmissionLimits, closedLanes, type LaneFigures } from './accept/lane-doors.ts';
export { areSameDigest, newApiKey, type PresentedKey, parseApiKey } from './api-key.ts';
export * from './bootstrap.ts';
export * from './commands.ts';
export { afterLiving } from './deliver/after-living.ts';
export type { DeliverContext, DeliveryObserver } from './deliver/context.ts';
export { deliver } from './deliver/deliver.ts';
export { bulkShare, createPace } from './deliver/pace.ts';
export {
  createProviderGate,
  type ProviderGate,
  type ProviderState,
  type TakePace,
} from './deliver/provider-gate.ts';
export type { Verdict } from './deliver/verdict.ts';
export { type Alert, type AlertCode, alertCodes, type Severity } from './fleet/alert.ts';
export { alertsOf } from './fleet/alerts.ts';
export { standbyState } from './fleet/conditions/servers.ts';
export { unsentLimitSeconds } from './fleet/conditions/waiting.ts';
export type { Counted, FleetFacts, Pause } from './fleet/facts.ts';
export {
  figureOf,
  jobStates,
  type Look,
  liveOnes,
  type ProcessRole,
  processRoles,
  type Roster,
  type RunningProcess,
  type Sight,
  type StateName,
  type States,
  witnessesOf,
  workersOf,
} from './fleet/process.ts';
export { type Beat, createPulse, type Pulse, type PulseStore } from './fleet/pulse.ts';
export type { HandlerContext } from './handlers/context.ts';
export type { PostroomHandlers } from './handlers/index.ts';
export * from './message-bus.ts';
export * from './ports/clock.ts';
export * from './ports/delivery-store.ts';
export * from './ports/email-provider.ts';
export * from './ports/event-publisher.ts';
export * from './ports/job-queue.ts';
export * from './ports/notification-filter.ts';
export * from './ports/operations.ts';
export * from './ports/provider-pauses.ts';
export * from './ports/quarantine.ts';
export * from './ports/queries.ts';
export * from './ports/reads.ts';
export * from './ports/reconcile-store.ts';
export * from './ports/relay-store.ts';
export * from './ports/renderer.ts';
export * from './ports/store-error.ts';
export * from './ports/token-buckets.ts';
export * from './ports/unit-of-work.ts';
export type { Settled } from './settled.ts';
export { createTokenLease, type TokenLease } from './token-lease.ts';
