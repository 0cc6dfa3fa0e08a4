import type { Backlog, OutboxBacklog, Roster } from '@postroom/application';
import type { QueueName } from '@postroom/domain';

/** A part of the installation, as it looks from here. */
export interface HealthPart {
  readonly name: string;
  /** `off`: this installation does without it. */
  readonly status: 'up' | 'down' | 'degraded' | 'off';
  /** Null where nothing was asked. */
  readonly latency_ms: number | null;
  /** Why, as a code or a short sentence: never an address or a version. */
  readonly detail?: string;
}

export interface HealthReport {
  /** `unhealthy` only when nothing can be accepted, which is when the primary is away. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly parts: readonly HealthPart[];
}

/** What waits in the whole fleet, and who is at work. */
export interface FleetReport {
  readonly backlog: readonly Backlog[];
  readonly outbox: readonly OutboxBacklog[];
  readonly paused: ReadonlySet<QueueName>;
  readonly roster: Roster;
}

/** The verdict on all parts. */
export const reportOf = (parts: readonly HealthPart[]): HealthReport => {
  // Nothing can be accepted without the primary, nor before it has the tables for it.
  const isAway = ({ name, status }: HealthPart): boolean =>
    (name === 'primary' || name === 'schema') && status === 'down';
  const isWorse = ({ status }: HealthPart): boolean => status === 'down' || status === 'degraded';
  if (parts.some(isAway)) return { status: 'unhealthy', parts };
  return { status: parts.some(isWorse) ? 'degraded' : 'healthy', parts };
};
