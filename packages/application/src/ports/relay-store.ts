import type { OutgoingEvent, QueueName } from '@postroom/domain';
import type { Job } from './delivery-store.ts';

/** A due row for a lane. */
export interface DueJob extends Job {
  readonly rowId: string;
  /** Read only where traces are exported. */
  readonly traceparent?: string | null;
}

/** A due row for the exchange. `tries` counts refusals so far. */
export interface DueEvent {
  readonly rowId: string;
  readonly tries: number;
  readonly event: OutgoingEvent;
}

/** What became of a row: it is gone, it waits, or it is set aside. */
export type RowVerdict =
  | { readonly rowId: string; readonly verdict: 'confirmed' }
  /** Comes again after a back-off that grows with its tries, to five minutes. */
  | { readonly rowId: string; readonly verdict: 'refused'; readonly reason: string }
  /** Nobody is bound to it. Waits likewise; after `EVENT_HOLD_HOURS` it ends in the timeline. */
  | { readonly rowId: string; readonly verdict: 'unroutable' }
  /** There is no exchange here: gone, and the timeline says `not published`. */
  | { readonly rowId: string; readonly verdict: 'not_published' }
  /** It breaks whatever touches it: set aside, with its reason, until an operator looks. */
  | { readonly rowId: string; readonly verdict: 'quarantined'; readonly reason: string };

/**
 * The relay's side of the store. Rows are claimed by existence (`for update skip locked`), never by
 * a cursor: ids commit out of order. `publish` runs with the rows locked and must answer within its
 * own deadline of five seconds; a throw leaves every row as it was.
 */
export interface RelayStore {
  /** Due jobs of a lane, oldest first. Scheduled notifications become queued in the same transaction. Returns how many rows were claimed. */
  drainJobs(
    queue: QueueName,
    limit: number,
    publish: (jobs: readonly DueJob[]) => Promise<readonly RowVerdict[]>,
  ): Promise<number>;
  /** Due events. Returns how many rows were claimed. */
  drainEvents(
    limit: number,
    publish: (events: readonly DueEvent[]) => Promise<readonly RowVerdict[]>,
  ): Promise<number>;
}
