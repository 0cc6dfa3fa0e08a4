import type { Queries } from './queries.ts';

/** What people read of notifications and preferences. */
export type PersonalReads = Pick<
  Queries,
  'notification' | 'history' | 'notifications' | 'preferences'
>;

/** Reads that may come from a standby, and the positions that let a writer read what it wrote. */
export interface Reads {
  /**
   * Reads that see whatever this process has written, and the write that was answered with
   * `position`, be it another process's. @param position as `written` gave it.
   */
  after(position: string | undefined): PersonalReads;
  /**
   * Where the primary stands, to be asked for after a commit. Undefined where nobody needs it, or
   * when it could not be told; then reads of this process come from the primary. Never rejects.
   */
  written(): Promise<string | undefined>;
}

/** An installation without a standby: one server, which is never behind itself. */
export const readsFromPrimary = (queries: PersonalReads): Reads => ({
  after: () => queries,
  written: async () => undefined,
});
