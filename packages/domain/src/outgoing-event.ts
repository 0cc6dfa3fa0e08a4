import type { Notification } from './notification/notification.ts';
import type { Ending } from './notification/status.ts';
import type { JsonObject } from './type/object-schema.ts';

/**
 * What other services are told. It is written to the outbox in the transaction of the change it
 * reports; its id is derived from what happened, so that a repetition is recognisable. No event
 * carries a token, a link or a rendered body.
 */
export interface OutgoingEvent {
  readonly eventId: string;
  /** The routing key too. */
  readonly eventType: OutgoingEventType;
  readonly correlationId: string;
  readonly traceparent: string | null;
  readonly notificationId: string | null;
  readonly occurredAt: Date;
  /** The fields beside the envelope. */
  readonly fields: JsonObject;
}

export const outgoingEventTypes = [
  'notification.sent',
  'notification.failed',
  'notification.suppressed',
  'notification.cancelled',
  'notification.delivered',
  'notification.bounced',
  'notification.complained',
  'notification.preferences_created',
  'notification.preferences_updated',
] as const;

export type OutgoingEventType = (typeof outgoingEventTypes)[number];

const endingEvents = {
  sent: 'notification.sent',
  failed: 'notification.failed',
  unknown: 'notification.failed',
  expired: 'notification.failed',
  suppressed: 'notification.suppressed',
  cancelled: 'notification.cancelled',
} as const satisfies Record<Ending, OutgoingEventType>;

/** What an ending adds to what the notification itself says. */
export interface EndingFacts {
  readonly at: Date;
  readonly provider: string | null;
  /** Attempts spent, the last included. */
  readonly attempts: number;
  readonly code: string | null;
  readonly message: string | null;
}

/** What of a notification its ending tells. */
type Ended = Pick<
  Notification,
  | 'id'
  | 'redrive'
  | 'correlationId'
  | 'traceparent'
  | 'userId'
  | 'type'
  | 'source'
  | 'tags'
  | 'test'
>;

/** The one event of an ending and redrive: `<notification id>.<redrive>.<sent|failed|suppressed|cancelled>`. */
export const endingEvent = (n: Ended, ending: Ending, facts: EndingFacts): OutgoingEvent => {
  const eventType = endingEvents[ending];
  const verb = eventType.slice('notification.'.length);
  return {
    eventId: `${n.id}.${n.redrive}.${verb}`,
    eventType,
    correlationId: n.correlationId,
    traceparent: n.traceparent,
    notificationId: n.id,
    occurredAt: facts.at,
    fields: {
      notification_id: n.id,
      userid: n.userId,
      notification_type: n.type,
      ...endingFields(ending, facts),
      source: n.source,
      tags: n.tags,
      test: n.test,
    },
  };
};

const endingFields = (ending: Ending, facts: EndingFacts): JsonObject => {
  switch (ending) {
    case 'sent':
      return { provider: facts.provider, attempts: facts.attempts };
    case 'failed':
    case 'unknown':
    case 'expired':
      return {
        provider: facts.provider,
        attempts: facts.attempts,
        error_code: facts.code,
        error_message: facts.message,
        retry_count: Math.max(0, facts.attempts - 1),
        status: ending,
      };
    case 'suppressed':
    case 'cancelled':
      return { reason: { code: facts.code, detail: facts.message } };
  }
};

/** `preferences` names every known type with what now counts for it. */
export const preferencesChanged = (
  verb: 'created' | 'updated',
  user: {
    readonly userId: string;
    readonly email: string;
    readonly version: number;
    readonly wishes: JsonObject;
  },
  context: {
    readonly now: Date;
    readonly correlationId: string;
    readonly traceparent?: string | null;
  },
): OutgoingEvent => ({
  eventId: `${user.userId}.${user.version}.preferences_${verb}`,
  eventType: `notification.preferences_${verb}`,
  correlationId: context.correlationId,
  traceparent: context.traceparent ?? null,
  notificationId: null,
  occurredAt: context.now,
  fields: { userid: user.userId, notification_email: user.email, preferences: user.wishes },
});
