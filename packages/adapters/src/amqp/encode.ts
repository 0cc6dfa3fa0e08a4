import { classNameOf, type OutgoingEvent } from '@postroom/domain';
import type { Options } from 'amqplib';

/** Who speaks, in every envelope. */
const sourceService = 'notification';
/** AMQP keeps such a property with its length in one byte. */
const maxPropertyBytes = 255;

export interface EncodedEvent {
  readonly routingKey: string;
  readonly body: Buffer;
  readonly options: Options.Publish;
}

/**
 * An event as it goes out: JSON with the envelope first, the properties that AMQP has for the same
 * things, and the attributes of CloudEvents 1.0 as headers.
 * @throws Error when this event can never be sent: it is no JSON, or a property is too long.
 */
export const encodeEvent = (event: OutgoingEvent): EncodedEvent => {
  const { eventId, eventType, correlationId, traceparent, occurredAt } = event;
  for (const [name, value] of Object.entries({ eventId, correlationId })) {
    if (Buffer.byteLength(value) > maxPropertyBytes) {
      throw new Error(`${name} of ${eventType} is longer than ${maxPropertyBytes} bytes`);
    }
  }
  const subject = event.notificationId ?? event.fields.userid;
  const body = {
    event_id: eventId,
    event_type: eventType,
    source_service: sourceService,
    correlation_id: correlationId,
    timestamp: occurredAt.getTime() / 1000,
    ...event.fields,
  };
  return {
    routingKey: eventType,
    body: Buffer.from(JSON.stringify(body)),
    options: {
      persistent: true,
      mandatory: true,
      messageId: eventId,
      correlationId,
      contentType: 'application/json',
      type: eventType,
      headers: {
        event_type: classNameOf(eventType),
        'x-correlation-id': correlationId,
        ...(traceparent ? { traceparent } : {}),
        cloudEvents_id: eventId,
        cloudEvents_source: `/${sourceService}`,
        cloudEvents_type: eventType,
        cloudEvents_specversion: '1.0',
        cloudEvents_time: occurredAt.toISOString(),
        ...(typeof subject === 'string' ? { cloudEvents_subject: subject } : {}),
      },
    },
  };
};

/** Why this event can never be sent, whatever the broker does; undefined when it can. */
export const faultOfEvent = (event: OutgoingEvent): string | undefined => {
  try {
    encodeEvent(event);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
