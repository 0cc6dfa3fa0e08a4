import type {
  ErrorCode,
  Issue,
  Notification,
  OperationKind,
  Origin,
  SendRequest,
  Status,
  Wishes,
} from '@postroom/domain';
import type { Operation, Selection } from './ports/operations.ts';
import type { IdempotencyKey, InboxEntry } from './ports/unit-of-work.ts';

/** A caller's key with the SHA-256 of the canonical body: an equal key with another body is refused. */
export interface KeyedBody extends IdempotencyKey {
  readonly bodyHash: string;
}

/** What one caller hands in: one POST, one batch or one message. It is accepted whole or not at all. */
export interface Submission {
  readonly origin: Origin;
  readonly requests: readonly SendRequest[];
  readonly idempotency: KeyedBody | null;
  /** For messages: seen before means nothing is done. */
  readonly inbox: InboxEntry | null;
  /** Users who get default preferences if they have none. */
  readonly newcomers: readonly { readonly userId: string; readonly email: string }[];
}

export interface Accepted {
  readonly notificationId: string;
  readonly status: Extract<Status, 'queued' | 'scheduled'>;
}

export interface Receipt {
  /** `replayed`: the stored answer of the same key. `duplicate`: a message seen before, nothing done. */
  readonly outcome: 'accepted' | 'replayed' | 'duplicate';
  /** In the order of the requests. */
  readonly notifications: readonly Accepted[];
}

/** Submissions of several callers, merged into one transaction. */
export interface Accept {
  readonly type: 'accept';
  readonly submissions: readonly Submission[];
}

/** Why an item of a batch was not taken, as it is kept for replays. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues: readonly Issue[];
  readonly retryAfterSeconds?: number | undefined;
}

export type BatchItem =
  | { readonly request: SendRequest; readonly idempotency: KeyedBody | null }
  /** Found wanting before it came here; only in permissive batches. */
  | { readonly refusal: Refusal };

/**
 * A batch whose items stand for themselves: they carry keys of their own, or may be refused one by
 * one. What is accepted is accepted in one transaction.
 * @throws DomainError the first refusal of a strict batch; `validation_failed` when a permissive
 * one has nothing to accept.
 */
export interface AcceptBatch {
  readonly type: 'accept-batch';
  readonly mode: 'strict' | 'permissive';
  readonly origin: Origin;
  readonly items: readonly BatchItem[];
  readonly idempotency: KeyedBody | null;
}

export type BatchAnswer = Accepted | { readonly refusal: Refusal };

export interface BatchReceipt {
  readonly outcome: 'accepted' | 'replayed';
  /** In the order of the items. */
  readonly answers: readonly BatchAnswer[];
  /** Of the request that did it: a replay tells the same. */
  readonly correlationId: string;
}

interface PreferencesCommand {
  readonly userId: string;
  readonly wishes: Wishes;
  readonly correlationId: string;
  readonly traceparent?: string | null;
  readonly via: string;
  /** Asked for with a test key; default no. */
  readonly test?: boolean;
}

/** @throws DomainError `already_exists`. */
export interface CreatePreferences extends PreferencesCommand {
  readonly type: 'create-preferences';
  readonly email: string;
}

/** Replaces or merges. @throws DomainError `not_found`, `version_mismatch`. */
export interface ChangePreferences extends PreferencesCommand {
  readonly type: 'change-preferences';
  readonly mode: 'replace' | 'merge';
  /** Absent: the address stays. */
  readonly email: string | null;
  /** From `If-Match`. */
  readonly expectedVersion: number | null;
}

interface NotificationCommand {
  readonly notificationId: string;
  /** Whose notifications may be touched; null: everybody's. */
  readonly source: string | null;
  /** Named in the reason that people read. */
  readonly by: string;
  /** A repetition with the same key is told what the first was told, and does nothing. */
  readonly idempotency?: KeyedBody | undefined;
}

/** The notification after the operation; as the first one left it, when this is a repetition. */
export interface Operated extends Notification {
  readonly replayed: boolean;
}

export interface CancelNotification extends NotificationCommand {
  readonly type: 'cancel';
}

/** A new redrive of what ended, or a new dispatch of what waits. */
export interface SendAgain extends NotificationCommand {
  readonly type: 'send-again';
  /** `ended`: what still waits is refused with `not_retryable`. Default: both. */
  readonly only?: 'ended' | undefined;
}

export interface ResolveNotification extends NotificationCommand {
  readonly type: 'resolve';
  readonly to: 'sent' | 'failed';
}

/** Files what an operator wants done to many; relays work it off. */
export interface FileOperation {
  readonly type: 'file-operation';
  readonly kind: OperationKind;
  readonly selection: Selection;
  /** Named in the reasons that people read. */
  readonly by: string;
  readonly idempotency?: KeyedBody | undefined;
}

export interface Filed {
  readonly operationId: string;
  /** How many there are at this moment. */
  readonly count: number;
  readonly replayed: boolean;
}

/** Takes an operation a portion further, in one transaction with where it stands. */
export interface WorkOff {
  readonly type: 'work-off';
  /** Default: the one that was left alone for longest. */
  readonly operationId?: string | undefined;
  /** Notifications of a portion. More of them are done sooner and stay locked for longer. */
  readonly limit: number;
}

/** The operation after a portion; null when there is nothing to do, or others are doing it. */
export type WorkedOff = Operation | null;
