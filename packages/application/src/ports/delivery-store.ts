import type { DecisionFacts, Notification, Settlement } from '@postroom/domain';

/** What a job says: which notification, and which hand-over to the queue this is. */
export interface Job {
  readonly id: string;
  readonly dispatch: number;
}

export interface Loaded {
  readonly notification: Notification;
  readonly facts: DecisionFacts;
}

/** A worker's wish to send one notification now. */
export interface Claim extends Job {
  /** The claim counter as loaded; somebody else's claim in between makes this one fail. */
  readonly claim: number;
  /** Names the process, for people who look at the row. */
  readonly worker: string;
  /** Milliseconds by the database's clock until others may think this worker dead. */
  readonly leaseMs: number;
  readonly templateHash: string;
  /** Whom the mail is handed to, so that a crash in the middle is settled at the right provider. */
  readonly provider: string;
  /** The subject as rendered, for history. */
  readonly subject: string;
  /** Whether preferences do not count for this type. */
  readonly isEssential: boolean;
  readonly onByDefault: boolean;
  readonly category: 'transactional' | 'marketing';
}

export interface Lease {
  readonly id: string;
  readonly claim: number;
  /** Milliseconds from the database's now. */
  readonly leaseMs: number;
  /** Whom the mail is handed to from now on; absent: as before. */
  readonly provider?: string;
}

export interface TimelineLine {
  readonly id: string;
  readonly event: string;
  readonly detail: string;
}

/**
 * The worker's side of the store, on the primary. Every method takes a list and answers in its
 * order; concurrent jobs are merged into one statement.
 * @throws StoreError
 */
export interface DeliveryStore {
  /** Undefined where there is no such notification. */
  load(jobs: readonly Job[]): Promise<readonly (Loaded | undefined)[]>;
  /**
   * Takes notifications for sending: state `sending`, `claim + 1`, lease by the database's clock.
   * Dispatch, state, due time, expiry, preferences and suppression are checked again in the same
   * statement. Undefined where one of them says no: then nothing may be sent.
   */
  claim(claims: readonly Claim[]): Promise<readonly (Notification | undefined)[]>;
  /** Writes state, attempts and events; false where the guard did not hold and nothing was written. */
  settle(settlements: readonly Settlement[]): Promise<readonly boolean[]>;
  /** Prolongs leases that are still held; false where one is not. */
  extend(leases: readonly Lease[]): Promise<readonly boolean[]>;
  /** Writes a line of the timeline that nothing else tells. */
  note(lines: readonly TimelineLine[]): Promise<readonly undefined[]>;
}
