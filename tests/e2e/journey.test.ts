import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/until.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('a notification through role processes of their own', () => {
  let postroom: Installation;

  beforeAll(async () => {
    postroom = await createInstallation(inject('servers'), {
      env: { RETRY_BASE_MS: '200', RETRY_FACTOR: '3' },
      answer: (recipient, visit) => {
        if (recipient.startsWith('greylisted') && visit <= 2) return '451 4.7.1 come back later';
        if (recipient.startsWith('nobody')) return '550 5.1.1 no such user';
        return undefined;
      },
    });
    await Promise.all(['api', 'bridge', 'relay', 'worker'].map((role) => postroom.start(role)));
  });
  afterAll(() => postroom.stop());

  it('handed in over HTTP becomes a mail and an event that says so', async () => {
    const response = await postroom.post(
      '/notifications/send',
      {
        notification_type: 'email_verification',
        recipient_email: 'ada@example.com',
        userid: 'ada',
        template_vars: {
          username: 'Ada Lovelace',
          verification_link: 'https://app.example.com/verify/t0ken',
        },
        tags: { flow: 'signup' },
      },
      { 'x-correlation-id': 'signup-42', traceparent },
    );
    const { notification_id: id, status } = (await response.json()) as {
      notification_id: string;
      status: string;
    };

    const mail = await postroom.sink.mailTo('ada@example.com');
    const { body, properties } = await postroom.listener.event('notification.sent', id);
    const detail = await postroom.settled(id, 'sent');

    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/notifications/${id}`);
    expect(status).toBe('queued');
    expect(mail.subject).toBe('Please verify your email address');
    expect(mail.from?.text).toBe('"Postroom" <hello@postroom.example>');
    expect(mail.messageId).toBe(`<${id}.0@postroom.example>`);
    expect(mail.headers.get('x-notification-id')).toBe(id);
    expect(mail.headers.get('x-correlation-id')).toBe('signup-42');
    expect(mail.headers.get('traceparent')).toBe(traceparent);
    expect(mail.html).toContain('https://app.example.com/verify/t0ken');
    expect(mail.html).toContain('Ada Lovelace');
    expect(mail.text).toContain('https://app.example.com/verify/t0ken');
    expect(body).toMatchObject({
      event_id: `${id}.0.sent`,
      event_type: 'notification.sent',
      source_service: 'notification',
      correlation_id: 'signup-42',
      notification_id: id,
      userid: 'ada',
      notification_type: 'email_verification',
      provider: 'smtp',
      attempts: 1,
      tags: { flow: 'signup' },
      test: false,
    });
    expect(body.timestamp).toBeTypeOf('number');
    expect(JSON.stringify(body)).not.toContain('t0ken');
    expect(properties).toMatchObject({
      messageId: `${id}.0.sent`,
      correlationId: 'signup-42',
      contentType: 'application/json',
      type: 'notification.sent',
      deliveryMode: 2,
      headers: {
        event_type: 'NotificationSent',
        'x-correlation-id': 'signup-42',
        traceparent,
        cloudEvents_id: `${id}.0.sent`,
        cloudEvents_source: '/notification',
        cloudEvents_type: 'notification.sent',
        cloudEvents_specversion: '1.0',
      },
    });
    expect(detail).toMatchObject({ correlation_id: 'signup-42', traceparent });
    expect(JSON.stringify(detail)).not.toContain('t0ken');
  });

  it('handed in as an event becomes a mail with a link made of the token, and preferences', async () => {
    await postroom.listener.publish('user.email_verification_requested', {
      event_type: 'UserEmailVerificationRequested',
      event_id: 'e-1',
      userid: 'a1b2c3d4e5f6789012345678901234ab',
      email: 'grace@example.com',
      username: 'Grace Hopper',
      verify_token: 'verification-token-123',
    });

    const mail = await postroom.sink.mailTo('grace@example.com');
    const id = String(mail.headers.get('x-notification-id'));
    const { body } = await postroom.listener.event('notification.sent', id);
    const preferences = await postroom.fetch(
      `${postroom.apiUrl}/notifications/preferences/a1b2c3d4e5f6789012345678901234ab`,
    );

    expect(mail.text).toContain('https://app.example.com/verify/verification-token-123');
    expect(body).toMatchObject({ userid: 'a1b2c3d4e5f6789012345678901234ab' });
    expect(await preferences.json()).toMatchObject({
      notification_email: 'grace@example.com',
      preferences: { email_verification: true, marketing: false },
    });
    expect(postroom.listener.events.map(({ routingKey }) => routingKey)).toContain(
      'notification.preferences_created',
    );
  });

  it('published three times makes one mail', async () => {
    const event = {
      event_id: 'e-thrice',
      userid: 'lin',
      email: 'lin@example.com',
      reset_token: 'r-1',
    };
    for (let i = 0; i < 3; i++) {
      await postroom.listener.publish('user.password_reset_requested', event);
    }
    await postroom.listener.publish('user.password_reset_requested', {
      ...event,
      event_id: 'e-after',
      email: 'after@example.com',
    });

    await postroom.sink.mailTo('after@example.com');
    await postroom.sink.mailTo('lin@example.com');

    expect(postroom.sink.mailsTo('lin@example.com')).toHaveLength(1);
  });

  it('that cannot be understood ends among the dead letters with the reason, and stops nobody', async () => {
    await postroom.listener.publish('user.welcome_requested', '{"userid": "x", ');
    await postroom.listener.publish('user.welcome_requested', { userid: 'x', username: 'X' });
    await postroom.listener.publish('user.welcome_requested', {
      userid: 'mary',
      username: 'Mary',
      email: 'mary@example.com',
    });

    const mail = await postroom.sink.mailTo('mary@example.com');
    const dead = await deadLetters(postroom.env.RABBITMQ_URL ?? '', 2);

    expect(mail.subject).toBe('Welcome to Acme');
    expect(dead.some((reason) => /json/i.test(reason))).toBe(true);
    expect(dead.some((reason) => reason.includes('email'))).toBe(true);
  });

  it('refused with 451 twice is tried three times, with growing pauses, and sent', async () => {
    const id = await postroom.send({
      notification_type: 'welcome',
      recipient_email: 'greylisted@example.com',
      template_vars: { username: 'Greta' },
    });

    const detail = await postroom.settled(id, 'sent');
    const { body } = await postroom.listener.event('notification.sent', id);

    expect(detail.attempts.map(({ outcome, code }) => [outcome, code?.slice(0, 3)])).toEqual([
      ['rejected', '451'],
      ['rejected', '451'],
      ['accepted', undefined],
    ]);
    const [first, second, third] = detail.attempts.map(({ started_at }) => Date.parse(started_at));
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThan((second ?? 0) - (first ?? 0));
    expect(body).toMatchObject({ attempts: 3 });
    expect(postroom.sink.mailsTo('greylisted@example.com')).toHaveLength(1);
  });

  it('refused with 550 is tried once, failed, and told once', async () => {
    const id = await postroom.send({
      notification_type: 'welcome',
      recipient_email: 'nobody@example.com',
      template_vars: { username: 'Nobody' },
    });

    const detail = await postroom.settled(id, 'failed');
    const { body } = await postroom.listener.event('notification.failed', id);

    expect(postroom.sink.visits('nobody@example.com')).toBe(1);
    expect(detail.attempts).toHaveLength(1);
    expect(body).toMatchObject({ status: 'failed', retry_count: 0 });
    expect(String(body.error_code)).toContain('550');
    const told = postroom.listener.events.filter(
      (event) => event.routingKey === 'notification.failed' && event.body.notification_id === id,
    );
    expect(told).toHaveLength(1);
  });

  it('of a type that the user switched off is suppressed, and the detail says why', async () => {
    const created = await postroom.post('/notifications/preferences', {
      userid: 'olga',
      notification_email: 'olga@example.com',
      preferences: { welcome: false },
    });

    const id = await postroom.send({
      notification_type: 'welcome',
      recipient_email: 'olga@example.com',
      userid: 'olga',
      template_vars: { username: 'Olga' },
    });
    const detail = await postroom.settled(id, 'suppressed');
    const { body } = await postroom.listener.event('notification.suppressed', id);

    expect(created.status).toBe(201);
    expect(detail.reason?.code).toBe('opted_out');
    expect(detail.reason?.detail).toMatch(/^olga switched welcome off on .*, over the API$/);
    expect(body).toMatchObject({ reason: { code: 'opted_out' } });
    expect(postroom.sink.mailsTo('olga@example.com')).toEqual([]);
  });

  it('scheduled for later waits, and a cancelled one is never delivered', async () => {
    const send_at = new Date(Date.now() + 1_500).toISOString();
    const base = { notification_type: 'welcome', template_vars: { username: 'S' }, send_at };
    const kept = await postroom.send({ ...base, recipient_email: 'later@example.com' });
    const cancelled = await postroom.send({ ...base, recipient_email: 'never@example.com' });

    const before = await postroom.detail(kept);
    const answer = await postroom.post(`/notifications/${cancelled}/cancel`, {});
    await postroom.sink.mailTo('later@example.com');
    const { body } = await postroom.listener.event('notification.cancelled', cancelled);

    expect(before.status).toBe('scheduled');
    expect(answer.status).toBe(200);
    expect(body).toMatchObject({ notification_id: cancelled });
    expect(postroom.sink.mailsTo('never@example.com')).toEqual([]);
  });
});

const deadLetters = async (url: string, count: number): Promise<readonly string[]> => {
  const { connect } = await import('amqplib');
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const reasons: string[] = [];
  await until(`${count} dead letters`, async () => {
    const message = await channel.get('notification.ingest.dead', { noAck: true });
    if (message) reasons.push(String(message.properties.headers?.['x-postroom-reason']));
    return reasons.length >= count;
  });
  await connection.close();
  return reasons;
};
