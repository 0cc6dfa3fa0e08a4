import { describe, expect, it } from 'vitest';
import { type Ending, endings } from './notification/status.ts';
import { endingEvent, outgoingEventTypes } from './outgoing-event.ts';
import { notificationOf, now } from './testing/samples.ts';

const facts = { at: now, provider: 'smtp', attempts: 2, code: '550', message: 'no such user' };
const n = notificationOf({
  redrive: 3,
  subject: 'a subject for Ada alone',
  html: '<p>a body for Ada alone</p>',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
});

const verbs: Record<Ending, string> = {
  sent: 'sent',
  failed: 'failed',
  unknown: 'failed',
  expired: 'failed',
  suppressed: 'suppressed',
  cancelled: 'cancelled',
};

describe('the event of an ending', () => {
  it.each(endings)('%s has an id that repeats when it is told again', (ending) => {
    const event = endingEvent(n, ending, facts);

    expect(event).toMatchObject({
      eventId: `${n.id}.3.${verbs[ending]}`,
      eventType: `notification.${verbs[ending]}`,
      correlationId: 'c-1',
      traceparent: n.traceparent,
      notificationId: n.id,
      occurredAt: now,
    });
    expect(outgoingEventTypes).toContain(event.eventType);
    expect(endingEvent(n, ending, facts)).toEqual(event);
  });

  it.each(endings)('%s carries no variable, subject, body or address', (ending) => {
    const text = JSON.stringify(endingEvent(n, ending, facts));
    for (const secret of ['t0ken', 'Ada', 'for Ada alone', 'ada@example.com', 'link']) {
      expect(text).not.toContain(secret);
    }
  });

  it.each(['failed', 'unknown', 'expired'] as const)('%s says what went wrong', (ending) => {
    expect(endingEvent(n, ending, facts).fields).toEqual({
      notification_id: n.id,
      userid: 'ada',
      notification_type: 'welcome',
      provider: 'smtp',
      attempts: 2,
      error_code: '550',
      error_message: 'no such user',
      retry_count: 1,
      status: ending,
      source: 'shop',
      tags: { campaign: 'spring' },
      test: false,
    });
  });

  it('counts no retry when there was no attempt', () => {
    const fields = endingEvent(n, 'expired', { ...facts, attempts: 0 }).fields;
    expect(fields).toMatchObject({ retry_count: 0 });
  });

  it.each(['suppressed', 'cancelled'] as const)('%s says why', (ending) => {
    expect(endingEvent(n, ending, facts).fields).toMatchObject({
      reason: { code: '550', detail: 'no such user' },
    });
  });
});
