import { localhostCertificate } from '@postroom/local/testing';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { aMessage, underKey } from './testing/message.ts';
import { smtpSetting } from './testing/smtp-setting.ts';

const { sinkWith, provide } = smtpSetting();

describe('TLS', () => {
  const { key, cert } = localhostCertificate;
  const withTls = { key, cert, disabledCommands: [] };

  it('is used when it is offered, and insisted on when that was asked', async () => {
    const sink = await sinkWith(withTls);

    for (const query of ['', '?requireTLS=true']) {
      const url = `smtp://localhost:${sink.port}${query}`;
      await provide({ url, tls: { ca: cert } }).send(aMessage(), underKey('k.0'));
    }

    expect(sink.secured).toEqual([true, true]);
  });

  it('from the first byte works with smtps', async () => {
    const sink = await sinkWith({ key, cert, secure: true });

    const outcome = await provide({
      url: `smtps://localhost:${sink.port}`,
      tls: { ca: cert },
    }).send(aMessage(), underKey('k.0'));

    expect(outcome.outcome).toBe('accepted');
    expect(sink.secured).toEqual([true]);
  });

  it.each([
    ['signed by a stranger, STARTTLS', 'smtp://localhost', {}, withTls],
    ['signed by a stranger, smtps', 'smtps://localhost', {}, { key, cert, secure: true }],
    ['for another host, STARTTLS', 'smtp://127.0.0.1', { ca: cert }, withTls],
    ['for another host, smtps', 'smtps://127.0.0.1', { ca: cert }, { key, cert, secure: true }],
  ])('with a certificate %s gets no mail', async (_what, origin, tls, server) => {
    const sink = await sinkWith(server);

    const outcome = await provide({ url: `${origin}:${sink.port}`, tls }).send(
      aMessage(),
      underKey('k.0'),
    );

    expect(outcome).toMatchObject({
      outcome: 'rejected',
      kind: 'unreachable',
      code: expect.stringMatching(/SELF_SIGNED|ALTNAME/),
      detail: expect.stringContaining('TLS_CA_FILE'),
    });
    expect(sink.mails).toEqual([]);
  });

  it('that is insisted on and not offered gets no mail', async () => {
    const sink = await sinkWith();

    const outcome = await provide({ url: `smtp://127.0.0.1:${sink.port}?requireTLS=true` }).send(
      aMessage(),
      underKey('k.0'),
    );

    expect(outcome).toMatchObject({ outcome: 'rejected', kind: 'unreachable' });
    expect(sink.mails).toEqual([]);
  });
});

describe('a login', () => {
  const guarded: SMTPServerOptions = {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'shop' && password === 'p:ss'
        ? done(null, { user: 'shop' })
        : done(new Error('no such login')),
  };

  it('that is right is used', async () => {
    const sink = await sinkWith(guarded);

    const outcome = await provide({ url: `smtp://shop:p%3Ass@127.0.0.1:${sink.port}` }).send(
      aMessage(),
      underKey('k.0'),
    );

    expect(outcome.outcome).toBe('accepted');
  });

  it('that is wrong or missing is our fault and not the message’s', async () => {
    const sink = await sinkWith(guarded);

    const wrong = await provide({ url: `smtp://shop:secret@127.0.0.1:${sink.port}` }).send(
      aMessage(),
      underKey('k.0'),
    );
    const missing = await provide({ url: `smtp://127.0.0.1:${sink.port}` }).send(
      aMessage(),
      underKey('k.0'),
    );

    expect(wrong).toMatchObject({
      outcome: 'rejected',
      kind: 'unreachable',
      code: expect.stringMatching(/^535/),
    });
    expect(missing).toMatchObject({
      outcome: 'rejected',
      kind: 'unreachable',
      code: expect.stringMatching(/^530/),
    });
    expect(JSON.stringify([wrong, missing])).not.toContain('secret');
  });
});
