import type { QueueName } from '@postroom/domain';
import type { Backlog, OutboxBacklog } from '../ports/queries.ts';
import type { Roster } from './process.ts';

/** A lane that an operator holds. */
export interface Pause {
  readonly queue: QueueName;
  readonly by: string;
  readonly since: Date;
}

/** How many there are, and since when the oldest has been among them. */
export interface Counted {
  readonly count: number;
  readonly since: Date | null;
}

/** All that alerts rest on: what Postgres holds, and what processes told of themselves. */
export interface FleetFacts {
  readonly roster: Roster;
  readonly backlog: readonly Backlog[];
  readonly outbox: readonly OutboxBacklog[];
  readonly pauses: readonly Pause[];
  /** Notifications that are `unknown`: a person has to decide. */
  readonly undecided: Counted;
  /** Of the last day: notifications that may have been sent and were, or would be, repeated with other bytes. */
  readonly unrepeatable: Counted;
}
