import { describe, expect, it } from 'vitest';
import { type Composition, composeMessage } from './compose.ts';
import { refusalOf } from './message-fault.ts';

const given = (said: Partial<Composition> = {}): Composition => ({
  notification: {
    id: '0190a5d0-0000-7000-8000-000000000001',
    redrive: 2,
    type: 'order_confirmation',
    recipientEmail: 'ada@example.com',
    replyTo: null,
    correlationId: 'c-1',
    traceparent: null,
  },
  rendered: { subject: 'Your order', html: '<p>Thanks</p>', text: 'Thanks' },
  sender: { address: 'post@shop.example', name: 'Shop' },
  unsubscribeUrl: null,
  ...said,
});

describe('a composed mail', () => {
  it('carries its Message-ID, headers and tags', () => {
    expect(composeMessage(given())).toEqual({
      from: '"Shop" <post@shop.example>',
      to: 'ada@example.com',
      replyTo: null,
      subject: 'Your order',
      html: '<p>Thanks</p>',
      text: 'Thanks',
      messageId: '0190a5d0-0000-7000-8000-000000000001.2@shop.example',
      headers: {
        'X-Notification-ID': '0190a5d0-0000-7000-8000-000000000001',
        'X-Correlation-ID': 'c-1',
      },
      tags: {
        notification_id: '0190a5d0-0000-7000-8000-000000000001',
        notification_type: 'order_confirmation',
        redrive: '2',
      },
    });
  });

  it('with a link to unsubscribe offers it in one click', () => {
    const { headers } = composeMessage(given({ unsubscribeUrl: 'https://shop.example/u/t' }));

    expect(headers).toMatchObject({
      'List-Unsubscribe': '<https://shop.example/u/t>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it.each([
    ['post@shop.example', undefined, 'post@shop.example'],
    ['post@shop.example', 'Ada\'s "Shop", Inc.', '"Ada\'s \\"Shop\\", Inc." <post@shop.example>'],
  ])('is sent by %s, called %s', (address, name, from) => {
    expect(composeMessage(given({ sender: { address, name } })).from).toBe(from);
  });

  it('from a domain in another script has a Message-ID in ASCII', () => {
    const message = composeMessage(given({ sender: { address: 'post@bücher.example' } }));

    expect(message.messageId).toMatch(/@xn--bcher-kva\.example$/);
    expect(refusalOf(message)).toBeUndefined();
  });

  it('names the trace that the caller was in', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const message = composeMessage(
      given({ notification: { ...given().notification, traceparent } }),
    );

    expect(message.headers).toMatchObject({ traceparent });
    expect(refusalOf(message)).toBeUndefined();
  });

  it('is the same every time', () => {
    expect(composeMessage(given())).toEqual(composeMessage(given()));
  });
});
