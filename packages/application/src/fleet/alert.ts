import type { FleetFacts } from './facts.ts';

/** Every condition that is told, and so every section that the runbook has. */
export const alertCodes = [
  'no_workers',
  'relay_away',
  'bridge_away',
  'queue_store_away',
  'rabbitmq_away',
  'rabbitmq_blocked',
  'outbox_old',
  'outbox_quarantined',
  'events_returned',
  'dead_letters',
  'unsent_old',
  'lane_paused',
  'unknown_waiting',
  'template_changed',
  'breaker_open',
  'provider_refusing',
  'standby_away',
  'standby_lag',
  'admission_closed',
] as const;

export type AlertCode = (typeof alertCodes)[number];

/**
 * - `critical`: mail does not go out, or soon will not.
 * - `warning`: something is lost to view or runs without its reserve; somebody should look today.
 * - `info`: so on purpose.
 */
export type Severity = 'critical' | 'warning' | 'info';

/** A condition that holds. */
export interface Finding {
  readonly severity: Severity;
  /** When it began, taken from what is kept: equal for everybody who asks. */
  readonly since: Date;
  /** What is so, and what to do first. */
  readonly message: string;
}

export interface Alert extends Finding {
  readonly code: AlertCode;
  /** Where to read on. */
  readonly runbook: string;
}

/** Answers with what holds: nothing where all is well, one for each lane or provider concerned. */
export type Condition = (facts: FleetFacts) => readonly Finding[];

/** The section of the runbook about a code. */
export const runbookOf = (code: AlertCode): string => `docs/runbook.md#${code}`;
