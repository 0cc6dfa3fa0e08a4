import type { QueueName } from '@postroom/domain';

/** How full a lane is; what is scheduled for later does not count. */
export interface LaneFigures {
  readonly queue: QueueName;
  /** Notifications that have not ended. */
  readonly depth: number;
  /** For how long the one that has waited longest could have been sent; 0 when none waits. */
  readonly ageSeconds: number;
  readonly isPaused: boolean;
}

export interface AdmissionLimits {
  readonly depth: number;
  /** For `standard` and `bulk`: what is `critical` is worth more late than never. */
  readonly ageSeconds: number;
}

/** A lane that closed opens again at this part of a limit, so that it does not flutter. */
const opensAt = 0.9;

/**
 * Which lanes are closed, given which were. A lane closes above a limit and opens a tenth below
 * both. What an operator has paused stays open: it is late by wish.
 */
export const closedLanes = (
  closed: ReadonlySet<QueueName>,
  lanes: readonly LaneFigures[],
  limits: AdmissionLimits,
): ReadonlySet<QueueName> =>
  new Set(
    lanes
      .filter(({ queue, depth, ageSeconds, isPaused }) => {
        const part = closed.has(queue) ? opensAt : 1;
        const isLate = queue !== 'critical' && ageSeconds > limits.ageSeconds * part;
        return !isPaused && (depth > limits.depth * part || isLate);
      })
      .map(({ queue }) => queue),
  );
