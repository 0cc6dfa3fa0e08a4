import type { Origin, SendRequest, Status, Wishes } from '@postroom/domain';
import type { IdempotencyKey, InboxEntry } from './ports/unit-of-work.ts';

/** What one caller hands in: one POST, one batch or one message. It is accepted whole or not at all. */
export interface Submission {
  readonly origin: Origin;
  readonly requests: readonly SendRequest[];
  /** With the SHA-256 of the canonical body: an equal key with another body is refused. */
  readonly idempotency: (IdempotencyKey & { readonly bodyHash: string }) | null;
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

interface PreferencesCommand {
  readonly userId: string;
  readonly wishes: Wishes;
  readonly correlationId: string;
  readonly via: string;
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
}

export interface CancelNotification extends NotificationCommand {
  readonly type: 'cancel';
}

/** A new redrive of what ended, or a new dispatch of what waits. */
export interface SendAgain extends NotificationCommand {
  readonly type: 'send-again';
}

export interface ResolveNotification extends NotificationCommand {
  readonly type: 'resolve';
  readonly to: 'sent' | 'failed';
}
