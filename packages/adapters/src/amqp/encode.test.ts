import type { OutgoingEvent } from '@postroom/domain';
import { expect, test } from 'vitest';
import { encodeEvent, faultOfEvent } from './encode.ts';

const event: OutgoingEvent = {
  eventId: '0193a000-0000-7000-8000-000000000001.0.sent',
  eventType: 'notification.sent',
  correlationId: 'c-1',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  notificationId: '0193a000-0000-7000-8000-000000000001',
  occurredAt: new Date('2026-05-03T10:14:00.250Z'),
  fields: { notification_id: '0193a000-0000-7000-8000-000000000001', userid: null, test: false },
};

test('an event goes out with its envelope, its properties and the attributes of CloudEvents', () => {
  const { routingKey, body, options } = encodeEvent(event);

  expect(routingKey).toBe('notification.sent');
  expect(JSON.parse(body.toString())).toEqual({
    event_id: event.eventId,
    event_type: 'notification.sent',
    source_service: 'notification',
    correlation_id: 'c-1',
    timestamp: 1777803240.25,
    notification_id: event.notificationId,
    userid: null,
    test: false,
  });
  expect(options).toEqual({
    persistent: true,
    mandatory: true,
    messageId: event.eventId,
    correlationId: 'c-1',
    contentType: 'application/json',
    type: 'notification.sent',
    headers: {
      event_type: 'NotificationSent',
      'x-correlation-id': 'c-1',
      traceparent: event.traceparent,
      cloudEvents_id: event.eventId,
      cloudEvents_source: '/notification',
      cloudEvents_type: 'notification.sent',
      cloudEvents_specversion: '1.0',
      cloudEvents_time: '2026-05-03T10:14:00.250Z',
      cloudEvents_subject: event.notificationId,
    },
  });
});

test('an event about a user names the user as its subject, and leaves out what it has not', () => {
  const { options } = encodeEvent({
    ...event,
    eventType: 'notification.preferences_updated',
    notificationId: null,
    traceparent: null,
    fields: { userid: 'u-1' },
  });

  expect(options.headers).toMatchObject({
    event_type: 'NotificationPreferencesUpdated',
    cloudEvents_subject: 'u-1',
  });
  expect(options.headers).not.toHaveProperty('traceparent');
});

test('an event that can never be sent says why', () => {
  expect(faultOfEvent(event)).toBeUndefined();
  expect(faultOfEvent({ ...event, fields: { count: 1n } })).toMatch(/BigInt/);
  expect(faultOfEvent({ ...event, occurredAt: new Date(Number.NaN) })).toMatch(/time/i);
  expect(faultOfEvent({ ...event, correlationId: 'x'.repeat(256) })).toBe(
    'correlationId of notification.sent is longer than 255 bytes',
  );
});
