/** A row of the outbox that can never be published and was set aside. */
export interface Quarantined {
  readonly id: string;
  readonly destination: string;
  /** Null for events of nothing in particular. */
  readonly notificationId: string | null;
  /** Null for a job. */
  readonly eventType: string | null;
  readonly reason: string;
  readonly since: Date;
}

/** The way back for rows that were set aside. */
export interface Quarantine {
  /** Those set aside for longest first. */
  list(limit: number): Promise<readonly Quarantined[]>;
  /**
   * Lets rows go again, once what was wrong with them is repaired: one that still cannot be
   * published is set aside once more. Repeating it is harmless. Returns how many were in quarantine.
   */
  release(ids: readonly string[] | 'all', by: string): Promise<number>;
}
