import { classNameOf, type JsonObject } from '@postroom/domain';

const text = (description: string, example: string): JsonObject => ({
  type: 'string',
  maxLength: 255,
  description,
  examples: [example],
});

const correlation = 'Found again in the notification, its mail, log lines and events.';

/** What other services may say about their event; all of it may stay away. */
export const incomingEnvelope: JsonObject = {
  event_id: text(
    'Wanted: an event that comes again under the same id does nothing. Else the property `message_id` counts, else a hash of routing key and body, for a day.',
    '7f0c6f5e-2b8e-4f4e-9a54-0d4c4e6a1c11',
  ),
  event_type: text('The routing key or the class name.', 'UserWelcomeRequested'),
  source_service: text('Who speaks; the source of the notification.', 'users'),
  correlation_id: { ...text(`${correlation} Else the header.`, 'signup-42'), maxLength: 128 },
  timestamp: {
    type: ['number', 'string'],
    description:
      'When it happened: seconds or milliseconds since 1970, or RFC 3339. The time to live runs from here.',
    examples: [1777803240.123],
  },
};

/** The envelope of what goes out; always complete. */
export const outgoingEnvelope = (event: string): JsonObject => ({
  event_id: {
    type: 'string',
    description: 'The same when the event is published again: let it be known once.',
  },
  event_type: { const: event },
  source_service: { const: 'notification' },
  correlation_id: { type: 'string', description: correlation },
  timestamp: { type: 'number', description: 'Seconds since 1970, with a fraction.' },
});

const traceparent: JsonObject = {
  type: 'string',
  pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$',
  description: 'W3C trace context.',
};

/** Headers that are looked at, where the body does not say the same. */
export const incomingHeaders = (event: string): JsonObject => ({
  type: 'object',
  properties: {
    event_type: {
      type: 'string',
      description:
        'The type of the message; else the property `type`, else the body, else the routing key.',
      examples: [classNameOf(event)],
    },
    'x-correlation-id': { type: 'string', maxLength: 128, description: correlation },
    traceparent,
  },
});

export const outgoingHeaders = (event: string): JsonObject => ({
  type: 'object',
  required: [
    'event_type',
    'x-correlation-id',
    'cloudEvents_id',
    'cloudEvents_source',
    'cloudEvents_type',
    'cloudEvents_specversion',
    'cloudEvents_time',
  ],
  properties: {
    event_type: { const: classNameOf(event), description: 'The class name.' },
    'x-correlation-id': { type: 'string', description: correlation },
    traceparent,
    cloudEvents_id: { type: 'string', description: 'As `event_id`.' },
    cloudEvents_source: { const: '/notification' },
    cloudEvents_type: { const: event },
    cloudEvents_specversion: { const: '1.0' },
    cloudEvents_time: { type: 'string', format: 'date-time' },
    cloudEvents_subject: { type: 'string', description: 'The notification, or the user.' },
  },
});

/** The headers of a message, as an example of an event in shows them. */
export const exampleIncomingHeaders = (event: string): JsonObject => ({
  event_type: classNameOf(event),
  'x-correlation-id': exampleCorrelationId,
  traceparent: exampleTraceparent,
});

/** The headers that go with an example's body, made of it as those of an event are. */
export const exampleOutgoingHeaders = (event: string, body: JsonObject): JsonObject => ({
  ...exampleIncomingHeaders(event),
  cloudEvents_id: body.event_id,
  cloudEvents_source: '/notification',
  cloudEvents_type: event,
  cloudEvents_specversion: '1.0',
  cloudEvents_time: new Date(exampleSeconds * 1000).toISOString(),
  cloudEvents_subject: body.notification_id ?? body.userid,
});

export const exampleCorrelationId = 'signup-42';
const exampleTraceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const exampleSeconds = 1777803240.123;

/** A body as an example shows it. */
export const exampleEnvelope = (event: string, eventId: string): JsonObject => ({
  event_id: eventId,
  event_type: event,
  source_service: 'notification',
  correlation_id: exampleCorrelationId,
  timestamp: exampleSeconds,
});
