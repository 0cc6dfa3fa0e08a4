import { generateKeyPairSync } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { createSmtpProvider } from './smtp.ts';
import { verifyDkim } from './testing/dkim.ts';
import { startMailSink } from './testing/mail-sink.ts';
import { aMessage, underKey } from './testing/message.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

it('a signed mail has a signature over its body and headers that others can check', async () => {
  const sink = await startMailSink();
  onTestFinished(sink.stop);
  const provider = createSmtpProvider({
    url: `smtp://127.0.0.1:${sink.port}`,
    dkim: { domain: 'sender.example', selector: 's1', privateKey },
  });
  onTestFinished(provider.close);
  const long = 'Ein langer Brief über Büromaterial. '.repeat(4000);
  const headers = {
    'X-Notification-ID': '0190a5d0-0000-7000-8000-000000000001',
    'List-Unsubscribe': '<https://shop.example/u/t>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };

  for (const text of ['.\nThank you.  \n\n\n', long]) {
    await provider.send(aMessage({ text, headers, subject: 'Grüße 注文' }), underKey('k.0'));
  }

  expect(sink.sources).toHaveLength(2);
  for (const source of sink.sources) {
    const { isRight, covered } = verifyDkim(source, publicKey);
    expect(isRight).toBe(true);
    expect(covered).toEqual(
      expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe']),
    );
    expect(
      verifyDkim(source.replace('Thank', 'Spank').replace('Ein ', 'Kein '), publicKey),
    ).toEqual({ isRight: false, covered });
  }
});
