import type { QueueName } from '../queue.ts';
import type { JsonObject } from '../type/object-schema.ts';
import type { Status } from './status.ts';

/** Why a notification stands where it stands, in a word for machines and a sentence for people. */
export interface Reason {
  readonly code: string;
  readonly detail: string;
}

export type Tags = { readonly [name: string]: string };

/**
 * One message to one recipient, from acceptance to its end.
 *
 * Three counters, three words: `redrive` is how often an operator sent it again, `dispatch` how
 * often it was handed to the queue, `claim` how often a worker took it.
 */
export interface Notification {
  /** UUIDv7. */
  readonly id: string;
  readonly type: string;
  readonly queue: QueueName;
  readonly status: Status;
  /** Who handed it in: an API key's name or an event's source service. Only that source may see it. */
  readonly source: string;
  readonly userId: string | null;
  readonly recipientEmail: string;
  /** The caller's own subject; null takes the type's. */
  readonly subject: string | null;
  /** The template's name. */
  readonly template: string;
  /** The caller's own HTML instead of the template, for types that allow it. */
  readonly html: string | null;
  readonly variables: JsonObject;
  /** Names of the variables that are secrets: masked for people, erased after the end. */
  readonly sensitive: readonly string[];
  /** Whether sensitive variables are gone: such a notification cannot be sent again. */
  readonly variablesErased: boolean;
  /** BCP 47. */
  readonly locale: string | null;
  readonly tags: Tags;
  readonly replyTo: string | null;
  readonly correlationId: string;
  /** W3C trace context of the request that handed it in. */
  readonly traceparent: string | null;
  /** Walks the whole path, but nothing leaves. */
  readonly test: boolean;
  readonly redrive: number;
  readonly dispatch: number;
  readonly claim: number;
  /** Attempts spent in this redrive; deferrals spend none. */
  readonly attempts: number;
  /** A hand-off got no answer in this redrive. */
  readonly maybeSent: boolean;
  /**
   * The latest moment at which the first hand-off of this redrive without an answer can have been
   * made: when the lack of an answer was noted, or the lease of a silent worker ran out; null while
   * there was none.
   */
  readonly maybeSentSince: Date | null;
  /** What its mail was rendered from at the last claim; null before. */
  readonly templateHash: string | null;
  /** The provider it was last handed to; an ambiguous hand-off is bound to it. */
  readonly provider: string | null;
  readonly reason: Reason | null;
  readonly errorCode: string | null;
  readonly sendAt: Date | null;
  readonly expiresAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * Milliseconds after which no provider is trusted to know an idempotency key any more: an hour less
 * than the day for which Resend keeps them.
 */
export const keyWindowMs = 23 * 3_600_000;

/** Whether the key of an earlier hand-off without an answer may be forgotten, so that a repeat could be a second copy. */
export const isKeyForgotten = (n: Pick<Notification, 'maybeSentSince'>, now: Date): boolean =>
  n.maybeSentSince !== null && now.getTime() - n.maybeSentSince.getTime() > keyWindowMs;

/** The provider's idempotency key, and the left part of the Message-ID: one effect per redrive. */
export const idempotencyKeyOf = (n: Pick<Notification, 'id' | 'redrive'>): string =>
  `${n.id}.${n.redrive}`;
