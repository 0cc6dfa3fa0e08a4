import {
  decodeMessage,
  type Handled,
  type IncomingMessage,
  type ResolveEvent,
} from '@postroom/adapters/amqp';
import { type Receipt, StoreError, type Submission } from '@postroom/application';
import { DomainError } from '@postroom/domain';
import { describe, type SubmissionContext, understand } from './submission.ts';

/** What became of a message; the label in metrics. */
export type IngestOutcome = 'accepted' | 'duplicate' | 'dead' | 'deferred';

export interface Ingested {
  /** The routing key; null when the message did not even say that. */
  readonly event: string | null;
  readonly outcome: IngestOutcome;
  readonly correlationId: string | null;
  readonly submission: Submission | null;
  readonly reason: string | null;
}

export interface IngestContext extends SubmissionContext {
  readonly resolve: ResolveEvent;
  /** Accepts together with other messages, in one transaction; settles after the commit. */
  accept(submission: Submission): Promise<Receipt>;
  /** Told of each message's fate. Must not throw. */
  observe(ingested: Ingested): void;
}

/**
 * Takes one message in. It is acknowledged only after the commit, so a crash in between brings it
 * again, and the inbox knows it then. What can never be accepted is dead, with every fault named;
 * what cannot be accepted now stays in hand.
 */
export const ingest =
  (context: IngestContext) =>
  async (message: IncomingMessage): Promise<Handled> => {
    const decoded = decodeMessage(message, context.resolve);
    const told = (outcome: IngestOutcome, given: Partial<Ingested> = {}): void =>
      context.observe({
        event: decoded.event,
        correlationId: decoded.ok ? decoded.envelope.correlationId : null,
        submission: null,
        reason: null,
        ...given,
        outcome,
      });
    const dead = (reason: string): Handled => {
      told('dead', { reason });
      return { dead: reason };
    };

    if (!decoded.ok) return dead(decoded.dead);
    const understood = understand(decoded, context);
    if (!understood.ok) return dead(understood.dead);
    const { submission } = understood;
    try {
      const { outcome } = await context.accept(submission);
      told(outcome === 'duplicate' ? 'duplicate' : 'accepted', { submission });
      return 'ack';
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal.isForNow) {
        told('deferred', { reason: refusal.reason });
        return 'requeue';
      }
      return dead(refusal.reason);
    }
  };

interface Refusal {
  /** Whether the same message may be accepted later. */
  readonly isForNow: boolean;
  readonly reason: string;
}

/** @throws what is no refusal: a bug, which the consumer tries a few times. */
const refusalOf = (error: unknown): Refusal => {
  if (error instanceof StoreError) {
    return { isForNow: error.kind === 'unavailable', reason: error.message };
  }
  if (error instanceof DomainError) {
    const { code, issues, message } = error;
    return {
      isForNow: code === 'admission_closed',
      reason: issues.length > 0 ? describe(issues) : message,
    };
  }
  throw error;
};
