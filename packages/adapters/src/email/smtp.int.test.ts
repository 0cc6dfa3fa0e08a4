import type { AddressObject } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { composeMessage } from './compose.ts';
import { aMessage, underKey } from './testing/message.ts';
import { smtpSetting } from './testing/smtp-setting.ts';

const { sinkWith, provide } = smtpSetting();

const textOf = (address: AddressObject | AddressObject[] | undefined): unknown =>
  [address].flat().flatMap((object) => object?.value ?? []);

describe('a mail that arrived', () => {
  it('has text and HTML, headers and Message-ID as they were composed', async () => {
    const sink = await sinkWith();
    const message = composeMessage({
      notification: {
        id: '0190a5d0-0000-7000-8000-000000000001',
        redrive: 1,
        type: 'marketing',
        recipientEmail: 'ada@example.com',
        replyTo: 'help@shop.example',
        correlationId: 'c-1',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      },
      rendered: { subject: 'Sale', html: '<p>Hello <b>Ada</b></p>', text: 'Hello Ada' },
      sender: { address: 'post@shop.example', name: 'Shop, Inc.' },
      unsubscribeUrl: 'https://shop.example/u/t',
    });

    const outcome = await provide({ url: `smtp://127.0.0.1:${sink.port}` }).send(
      message,
      underKey('k.0'),
    );

    const [mail] = sink.mails;
    expect(outcome).toEqual({ outcome: 'accepted', providerId: message.messageId });
    expect(mail?.text?.trim()).toBe('Hello Ada');
    expect(mail?.html).toBe('<p>Hello <b>Ada</b></p>');
    expect(mail?.messageId).toBe('<0190a5d0-0000-7000-8000-000000000001.1@shop.example>');
    expect(textOf(mail?.from)).toEqual([{ address: 'post@shop.example', name: 'Shop, Inc.' }]);
    expect(textOf(mail?.to)).toEqual([{ address: 'ada@example.com', name: '' }]);
    expect(textOf(mail?.replyTo)).toEqual([{ address: 'help@shop.example', name: '' }]);
    for (const line of [
      'X-Notification-ID: 0190a5d0-0000-7000-8000-000000000001',
      'X-Correlation-ID: c-1',
      'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      'List-Unsubscribe: <https://shop.example/u/t>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ]) {
      expect(sink.sources[0]?.split('\r\n')).toContain(line);
    }
    expect(sink.sources[0]).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(sink.sources[0]).not.toMatch(/^X-Mailer:/m);
  });

  it('has its subject, names and text in any script', async () => {
    const sink = await sinkWith();
    const subject = `Ünïcödé 注文 ${'と'.repeat(60)} 🎉 Ελληνικά עברית`;
    const message = aMessage({
      subject,
      from: '"Bücher & Söhne, 株式会社" <post@sender.example>',
      text: 'Grüße 🎉\n.\nfrom a line with a dot\n',
      html: '<p>Grüße 🎉</p>',
      headers: { 'X-Correlation-ID': 'c-ü' },
    });

    await provide({ url: `smtp://127.0.0.1:${sink.port}` }).send(message, underKey('k.0'));

    const [mail] = sink.mails;
    expect(mail?.subject).toBe(subject);
    expect(textOf(mail?.from)).toEqual([
      { address: 'post@sender.example', name: 'Bücher & Söhne, 株式会社' },
    ]);
    expect(mail?.text).toBe('Grüße 🎉\n.\nfrom a line with a dot\n');
    expect(mail?.html).toBe('<p>Grüße 🎉</p>');
    expect(sink.sources[0]).toContain('X-Correlation-ID: =?UTF-8?B?Yy3DvA==?=');
  });

  it('never holds a file or an address that its HTML names', async () => {
    const sink = await sinkWith();
    const html = '<img src="file:///etc/hostname"><img src="data:image/gif;base64,R0lGOD">';

    await provide({ url: `smtp://127.0.0.1:${sink.port}` }).send(
      aMessage({ html }),
      underKey('k.0'),
    );

    expect(sink.mails[0]?.html).toBe(html);
    expect(sink.mails[0]?.attachments).toEqual([]);
  });
});

describe('connections', () => {
  it('are kept and shared: forty mails need no more than the pool allows', async () => {
    let connections = 0;
    const sink = await sinkWith({
      onConnect: (_session, done) => {
        connections += 1;
        done();
      },
    });
    const provider = provide({ url: `smtp://127.0.0.1:${sink.port}?maxConnections=3` });

    await Promise.all(
      Array.from({ length: 40 }, (_, i) => provider.send(aMessage(), underKey(`k${i}.0`))),
    );

    expect(sink.mails).toHaveLength(40);
    expect(connections).toBeLessThanOrEqual(3);
  });

  it('to a port where nobody listens are refused, which spends no attempt', async () => {
    const outcome = await provide({ url: 'smtp://127.0.0.1:1' }).send(aMessage(), underKey('k.0'));

    expect(outcome).toMatchObject({
      outcome: 'rejected',
      kind: 'unreachable',
      code: 'ECONNREFUSED',
    });
  });

  it('to a name that does not exist spend no attempt', async () => {
    const outcome = await provide({ url: 'smtp://mail.invalid' }).send(aMessage(), underKey('k.0'));

    expect(outcome).toMatchObject({ outcome: 'rejected', kind: 'unreachable' });
  });
});

describe('a refusal', () => {
  const refusing = (reply: string, responseCode: number) => ({
    onRcptTo: (_address: unknown, _session: unknown, done: (error?: Error) => void) =>
      done(Object.assign(new Error(reply), { responseCode })),
  });

  it('for good is permanent, and the next mail still goes over the same connection', async () => {
    let refusals = 0;
    const sink = await sinkWith({
      onRcptTo: (address, _session, done) => {
        if (address.address !== 'ada@example.com') return done();
        refusals += 1;
        done(Object.assign(new Error('5.1.1 <ada@example.com> unknown'), { responseCode: 550 }));
      },
    });
    const provider = provide({ url: `smtp://127.0.0.1:${sink.port}?maxConnections=1` });

    const refused = await provider.send(aMessage(), underKey('k.0'));
    const next = await provider.send(aMessage({ to: 'bob@example.com' }), underKey('k.1'));

    expect(refused).toMatchObject({ kind: 'permanent', code: '550 5.1.1' });
    expect(JSON.stringify(refused)).not.toContain('ada');
    expect(refusals).toBe(1);
    expect(next.outcome).toBe('accepted');
  });

  it.each([
    ['4.7.1 Greylisted', 451, 'transient'],
    ['4.7.28 unusual rate of mail', 421, 'throttled'],
    ['5.2.2 mailbox full', 552, 'transient'],
  ])('with %s (%i) is %s', async (reply, code, kind) => {
    const sink = await sinkWith(refusing(reply, code));

    const outcome = await provide({ url: `smtp://127.0.0.1:${sink.port}` }).send(
      aMessage(),
      underKey('k.0'),
    );

    expect(outcome).toMatchObject({ outcome: 'rejected', kind });
  });
});
