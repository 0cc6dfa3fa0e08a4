import type {
  Attempt,
  DecisionFacts,
  Notification,
  Preferences,
  QueueName,
  Status,
} from '@postroom/domain';
import type { NotificationFilter } from './notification-filter.ts';
import type { Operation, Selection } from './operations.ts';

/** A numbered line of a notification's attempts, the first is 1. */
export interface RecordedAttempt extends Attempt {
  readonly number: number;
  readonly redrive: number;
}

export interface TimelineEntry {
  readonly at: Date;
  readonly event: string;
  readonly detail: string;
}

export interface NotificationDetail {
  readonly notification: Notification;
  /** The subject as it went out; the caller's or null before. */
  readonly sentSubject: string | null;
  /** Feedback of the provider: `delivered`, `bounced`, `complained`. */
  readonly delivery: string | null;
  readonly attempts: readonly RecordedAttempt[];
  /** In order of time. */
  readonly timeline: readonly TimelineEntry[];
}

export interface HistoryFilter {
  readonly userId: string;
  /** Whose alone; absent: everybody's. */
  readonly source?: string | undefined;
  readonly status?: Status | undefined;
  readonly type?: string | undefined;
  /** Created at or after. */
  readonly since?: Date | undefined;
  /** Created before. */
  readonly until?: Date | undefined;
  /** 1 to 200. */
  readonly limit: number;
  /** The id of the last item of the page before. */
  readonly before?: string | undefined;
}

export interface NotificationPage extends NotificationFilter {
  /** At least 1. */
  readonly limit: number;
  /** The id of the last item of the page before. */
  readonly before?: string | undefined;
}

export interface HistoryItem {
  readonly notification: Notification;
  readonly sentSubject: string | null;
}

/** How much of a lane has not ended; scheduled ones do not count. */
export interface Backlog {
  readonly queue: QueueName;
  readonly unsent: number;
  readonly oldestAgeSeconds: number | null;
  /** When the oldest was to be sent. */
  readonly oldestAt: Date | null;
}

/** Rows that the relay has not got rid of, by destination. */
export interface OutboxBacklog {
  readonly destination: QueueName | 'exchange';
  readonly rows: number;
  /** Seconds by which the oldest due row is late. */
  readonly oldestAgeSeconds: number | null;
  /** When the oldest due row became due. */
  readonly oldestDueAt: Date | null;
  readonly quarantined: number;
  readonly quarantinedSince: Date | null;
  /** Rows that were refused, or that nobody is bound to: they come again with growing pauses. */
  readonly returned: number;
  /** When the oldest of these was written. */
  readonly returnedSince: Date | null;
}

/** Reads for people. They may come from a standby, so no sending decision rests on them. */
export interface Queries {
  notification(id: string): Promise<NotificationDetail | undefined>;
  /** Newest first. */
  history(filter: HistoryFilter): Promise<readonly HistoryItem[]>;
  /** Newest first. */
  notifications(page: NotificationPage): Promise<readonly HistoryItem[]>;
  /** What a decision about such a notification would rest on now. */
  facts(recipient: {
    readonly userId: string | null;
    readonly recipientEmail: string | null;
  }): Promise<DecisionFacts>;
  preferences(userId: string): Promise<Preferences | undefined>;
  /** How many notifications an operation would look at. */
  count(selection: Selection): Promise<number>;
  operation(id: string): Promise<Operation | undefined>;
  backlog(): Promise<readonly Backlog[]>;
  outbox(): Promise<readonly OutboxBacklog[]>;
}
