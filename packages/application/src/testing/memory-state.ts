import type { Attempt, Notification, Preferences, Suppression } from '@postroom/domain';
import type { Operation } from '../ports/operations.ts';
import type { TimelineEntry } from '../ports/queries.ts';
import type { IdempotentAnswer, OutboxRow } from '../ports/unit-of-work.ts';

/** A notification with what only a store knows of it. */
export interface StoredNotification extends Notification {
  readonly leaseUntil: Date | null;
  readonly sentSubject: string | null;
}

/** Everything that the in-memory ports keep. Values are never changed in place, so a shallow copy is a snapshot. */
export interface MemoryState {
  notifications: Map<string, StoredNotification>;
  attempts: (Attempt & { readonly notificationId: string; readonly redrive: number })[];
  timeline: (TimelineEntry & { readonly notificationId: string })[];
  operations: Map<string, Operation>;
  outbox: OutboxRow[];
  inbox: Set<string>;
  answers: Map<string, IdempotentAnswer>;
  recipientCounts: Map<string, { readonly startedAt: number; readonly accepted: number }>;
  preferences: Map<string, Preferences>;
  /** By address in lower case. */
  suppressions: Map<string, Suppression>;
}

export const emptyState = (): MemoryState => ({
  notifications: new Map(),
  attempts: [],
  timeline: [],
  operations: new Map(),
  outbox: [],
  inbox: new Set(),
  answers: new Map(),
  recipientCounts: new Map(),
  preferences: new Map(),
  suppressions: new Map(),
});

export const copyOf = (state: MemoryState): MemoryState => ({
  notifications: new Map(state.notifications),
  attempts: [...state.attempts],
  timeline: [...state.timeline],
  operations: new Map(state.operations),
  outbox: [...state.outbox],
  inbox: new Set(state.inbox),
  answers: new Map(state.answers),
  recipientCounts: new Map(state.recipientCounts),
  preferences: new Map(state.preferences),
  suppressions: new Map(state.suppressions),
});
