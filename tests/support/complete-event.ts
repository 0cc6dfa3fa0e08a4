import type { SeenEvent } from './event-listener.ts';

const envelope = ['event_id', 'event_type', 'source_service', 'correlation_id', 'timestamp'];
const about = ['notification_id', 'userid', 'notification_type', 'source', 'tags', 'test'];
const preferences = ['userid', 'notification_email', 'preferences'];

/** The fields of each event beside the envelope, as the contract with other teams has them. */
const fields: Readonly<Record<string, readonly string[]>> = {
  'notification.sent': [...about, 'provider', 'attempts'],
  'notification.failed': [
    ...about,
    ...['provider', 'attempts', 'error_code', 'error_message', 'retry_count', 'status'],
  ],
  'notification.suppressed': [...about, 'reason'],
  'notification.cancelled': [...about, 'reason'],
  'notification.delivered': [...about, 'provider', 'detail'],
  'notification.bounced': [...about, 'provider', 'detail'],
  'notification.complained': [...about, 'provider', 'detail'],
  'notification.preferences_created': preferences,
  'notification.preferences_updated': preferences,
};

/** What an event lacks, has too much or says differently in two places; undefined when it is whole. */
export const incompletenessOf = ({
  routingKey,
  body,
  properties,
}: SeenEvent): string | undefined => {
  const expected = [...envelope, ...(fields[routingKey] ?? [])].sort().join();
  const found = Object.keys(body).sort().join();
  if (expected !== found) return `${routingKey}: fields ${found} instead of ${expected}`;
  const { headers = {} } = properties;
  const className = routingKey.replaceAll(/(?:^|[._])([a-z])/g, (_, first) => first.toUpperCase());
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['event_type', body.event_type, routingKey],
    ['source_service', body.source_service, 'notification'],
    ['the time', typeof body.timestamp, 'number'],
    ['message_id', properties.messageId, body.event_id],
    ['correlation_id', properties.correlationId, body.correlation_id],
    ['content_type', properties.contentType, 'application/json'],
    ['type', properties.type, routingKey],
    ['delivery mode', properties.deliveryMode, 2],
    ['header event_type', headers.event_type, className],
    ['header x-correlation-id', headers['x-correlation-id'], body.correlation_id],
    ['cloudEvents_id', headers.cloudEvents_id, body.event_id],
    ['cloudEvents_source', headers.cloudEvents_source, '/notification'],
    ['cloudEvents_type', headers.cloudEvents_type, routingKey],
    ['cloudEvents_specversion', headers.cloudEvents_specversion, '1.0'],
    ['cloudEvents_time', Date.parse(String(headers.cloudEvents_time)) / 1000, body.timestamp],
    ['cloudEvents_subject', headers.cloudEvents_subject, body.notification_id ?? body.userid],
  ];
  const wrong = pairs.find(([, is, should]) => is !== should || is === undefined);
  return (
    wrong && `${routingKey}: ${wrong[0]} is ${String(wrong[1])} instead of ${String(wrong[2])}`
  );
};
