import type { OperationKind, Status } from '@postroom/domain';
import type { NotificationFilter } from './notification-filter.ts';

/** Notifications in some states that a filter names. */
export interface Selection extends Omit<NotificationFilter, 'status'> {
  readonly statuses: readonly Status[];
}

export interface Found {
  readonly count: number;
  /** The highest id among them; null when there is none. */
  readonly lastId: string | null;
}

/**
 * Something that an operator asked for many notifications, as they stood then:
 *
 *   waiting  filed; nobody has looked at any of them.
 *   running  `cursor` is the last one that was looked at. Whoever takes it goes on behind it.
 *   ended    `done` and `skipped` together are `count`.
 */
export interface Operation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly selection: Selection;
  /** Named in the reason that people read. */
  readonly requestedBy: string;
  readonly count: number;
  readonly lastId: string | null;
  readonly cursor: string | null;
  readonly done: number;
  /** Reason to number: an error code, or `changed` for those that left the selection before their turn. */
  readonly skipped: { readonly [reason: string]: number };
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
}

export type NewOperation = Pick<
  Operation,
  'id' | 'kind' | 'selection' | 'requestedBy' | 'count' | 'lastId'
>;

/** How far an operation has come by the end of a transaction. */
export interface Progress extends Pick<Operation, 'id' | 'cursor' | 'done' | 'skipped'> {
  readonly isOver: boolean;
}

export interface Operations {
  /** With the database's clock. */
  add(operation: NewOperation): Promise<void>;
  /**
   * One that has not ended, locked until the transaction ends: the given one, else the one that was
   * left alone for longest. Undefined when there is none, or others work on all of them.
   */
  take(id: string | undefined): Promise<Operation | undefined>;
  advance(progress: Progress): Promise<void>;
}
