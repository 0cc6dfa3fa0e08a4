import type {
  Draft,
  Notification,
  OutgoingEvent,
  Preferences,
  QueueName,
  Reason,
} from '@postroom/domain';

import type { TimelineLine } from './delivery-store.ts';

import type { Found, Operation, Operations, Selection } from './operations.ts';

/**
 * One transaction. Returning commits, throwing rolls back; there is no commit to forget. `work` may
 * run more than once (serialization failure, deadlock), so it must have no effect outside `tx`.
 * @throws StoreError
 */
export interface UnitOfWork {
  transact<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
}

/**
 * The repositories of one transaction. Writers touch them in this order, each list sorted by key,
 * so that two processes cannot deadlock: idempotency, operations, inbox, preferences, recipient
 * counts, notifications, outbox. Recipient counts are the rows that strangers contend for, so they are locked
 * as late as their numbers can be known: once it is certain who is new, and which mails a change of
 * preferences adds.
 */
export interface Transaction {
  readonly idempotency: IdempotencyKeys;
  readonly operations: Operations;
  readonly inbox: Inbox;
  readonly preferences: PreferencesRepository;
  readonly recipientCounts: RecipientCounts;
  readonly notifications: NotificationRepository;
  readonly outbox: Outbox;
}

/** A caller's key on one route; two principals never meet. */
export interface IdempotencyKey {
  readonly principal: string;
  readonly route: string;
  readonly key: string;
}

export interface IdempotentAnswer extends IdempotencyKey {
  /** SHA-256 of the parsed body in canonical form, hex. */
  readonly bodyHash: string;
  /** JSON: what a replay is answered with. */
  readonly answer: unknown;
}

export interface IdempotencyKeys {
  /**
   * Keeps the answers of keys that nobody holds and returns those keys' positions in `rows`. Waits
   * for a transaction that is just inserting one of them.
   */
  reserve(rows: readonly IdempotentAnswer[]): Promise<ReadonlySet<number>>;
  /** The answers that are kept, in the order of `keys`. */
  find(keys: readonly IdempotencyKey[]): Promise<readonly (IdempotentAnswer | undefined)[]>;
  /** Frees keys that this transaction reserved: only what was accepted is remembered. */
  release(keys: readonly IdempotencyKey[]): Promise<void>;
  /** Puts the answer in the place of the one that this transaction reserved the key with. */
  amend(row: IdempotentAnswer): Promise<void>;
}

/** An ingested message, by the service that sent it and its event id. */
export interface InboxEntry {
  readonly source: string;
  readonly eventId: string;
}

export interface Inbox {
  /** Notes messages that were not seen before and returns their positions in `entries`. */
  add(entries: readonly InboxEntry[]): Promise<ReadonlySet<number>>;
}

export interface PreferencesRepository {
  get(userId: string): Promise<Preferences | undefined>;
  /** Addresses of users, by user id. */
  addressesOf(userIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Users who have an address (compared without case), by the address in lower case. */
  usersAt(addresses: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Adds rows of users who have none and returns those that were added. */
  add(rows: readonly Preferences[]): Promise<readonly Preferences[]>;
  /** Writes `next` over the version before it; false when somebody else was faster. */
  replace(next: Preferences): Promise<boolean>;
}

/** How many notifications of a type go to one recipient. */
export interface RecipientCount {
  /** In lower case. */
  readonly address: string;
  readonly type: string;
  readonly count: number;
}

/** An hour begins with the first notification after the one before it is over, by the database's clock. */
export interface RecipientCounts {
  /**
   * Adds to the counts of the hour and locks them until the transaction ends. No key twice.
   * @returns for each, in order, what was counted before, and how long its hour still lasts.
   */
  add(
    counts: readonly RecipientCount[],
  ): Promise<readonly { readonly before: number; readonly secondsLeft: number }[]>;
  /** Subtracts what this transaction added too much. */
  takeBack(counts: readonly RecipientCount[]): Promise<void>;
}

export interface Portion {
  readonly notifications: readonly Notification[];
  /** The id up to which was looked; null when nothing was left to look at. */
  readonly lookedTo: string | null;
  /** Whether nothing is left behind it. A portion from which some have moved away is not the last one. */
  readonly isLast: boolean;
}

export interface NotificationRepository {
  /** Accepts drafts, with the database's clock. */
  add(drafts: readonly Draft[]): Promise<void>;
  /** Ends what this transaction added, before any queue hears of it. */
  suppress(ended: readonly { readonly id: string; readonly reason: Reason }[]): Promise<void>;
  /** Locked until the transaction ends. */
  get(id: string): Promise<Notification | undefined>;
  /** Those that were accepted by now, and, where an ending is asked for, had come to it by now. */
  count(selection: Selection): Promise<Found>;
  /**
   * The next ones that an operation has to look at, locked until the transaction ends, in order of
   * id. What has left the selection meanwhile is not among them, nor what came to it later.
   */
  next(operation: Operation, limit: number): Promise<Portion>;
  /** Writes what an operation changed. `before` is what `get` or `next` returned. */
  update(changes: readonly Change[]): Promise<void>;
  /** Lines of the timeline that nothing else tells. */
  note(lines: readonly TimelineLine[]): Promise<void>;
}

export interface Change {
  readonly before: Notification;
  readonly next: Notification;
}

/** To a lane: a job. */
export interface JobRow {
  readonly destination: QueueName;
  readonly notificationId: string;
  readonly dispatch: number;
  /** Null: now. */
  readonly availableAt: Date | null;
}

/** To the exchange: an event. */
export interface EventRow {
  readonly destination: 'exchange';
  readonly event: OutgoingEvent;
}

export type OutboxRow = JobRow | EventRow;

export interface Outbox {
  add(rows: readonly OutboxRow[]): Promise<void>;
}
