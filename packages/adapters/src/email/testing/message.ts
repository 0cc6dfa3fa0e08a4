import type { EmailMessage } from '@postroom/application';

/** A mail to Ada, with whatever a test says about it. */
export const aMessage = (said: Partial<EmailMessage> = {}): EmailMessage => ({
  from: '"Postroom" <post@sender.example>',
  to: 'ada@example.com',
  replyTo: null,
  subject: 'Your order 4711',
  html: '<p>Thank you, Ada.</p>',
  text: 'Thank you, Ada.',
  messageId: '0190a5d0-0000-7000-8000-000000000001.0@sender.example',
  headers: { 'X-Notification-ID': '0190a5d0-0000-7000-8000-000000000001' },
  tags: { notification_id: '0190a5d0-0000-7000-8000-000000000001', redrive: '0' },
  ...said,
});

/** Options for a send nobody gives up on. */
export const underKey = (idempotencyKey: string, signal = new AbortController().signal) => ({
  idempotencyKey,
  signal,
});
