import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';

const script = fileURLToPath(new URL('./foreign_client.py', import.meta.url));
// Debian's python, for which its python3-pika is installed, whatever else is on the PATH.
const python = '/usr/bin/python3';

describe('a client that is not ours, pika', () => {
  let postroom: Installation;

  beforeAll(async () => {
    postroom = await createInstallation(inject('servers'));
    await Promise.all(['api', 'bridge', 'relay', 'worker'].map((role) => postroom.start(role)));
  });
  afterAll(() => postroom.stop());

  it('publishes an event that becomes a mail, and receives notification.sent with the envelope', async () => {
    const { stdout } = await promisify(execFile)(python, [script, postroom.env.RABBITMQ_URL ?? '']);
    const { body, properties } = JSON.parse(stdout) as {
      body: { [field: string]: unknown };
      properties: { [field: string]: unknown };
    };
    const mail = await postroom.sink.mailTo('ada@example.com');

    expect(mail.subject).toBe('Password reset request');
    expect(mail.text).toContain('https://app.example.com/reset/r3set');
    expect(Object.keys(body).sort()).toEqual(
      [
        ...['event_id', 'event_type', 'source_service', 'correlation_id', 'timestamp'],
        ...['notification_id', 'userid', 'notification_type', 'provider', 'attempts'],
        ...['source', 'tags', 'test'],
      ].sort(),
    );
    expect(body).toMatchObject({
      event_type: 'notification.sent',
      source_service: 'notification',
      correlation_id: 'pika-1',
      userid: 'ada',
      notification_type: 'password_reset',
      source: 'users',
    });
    expect(properties).toMatchObject({
      content_type: 'application/json',
      delivery_mode: 2,
      correlation_id: 'pika-1',
      message_id: body.event_id,
      type: 'notification.sent',
      event_type: 'NotificationSent',
    });
  });
});
