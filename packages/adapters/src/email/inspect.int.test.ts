import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localhostCertificate } from '@postroom/local/testing';
import { expect, it, onTestFinished } from 'vitest';
import { inspectResend, inspectSmtp } from './inspect.ts';
import { startMailSink } from './testing/mail-sink.ts';
import { startScriptedSmtp } from './testing/scripted-smtp.ts';

it('greets a mail server and sends nothing', async () => {
  const server = await startScriptedSmtp();
  onTestFinished(() => server.stop());

  await inspectSmtp({ url: server.url });

  expect(server.reached).not.toContain('mail');
});

it('tells a login that is refused, a certificate of a stranger, and a server that is away', async () => {
  const { key, cert } = localhostCertificate;
  const sink = await startMailSink({
    secure: true,
    key,
    cert,
    authOptional: false,
    disabledCommands: [],
    onAuth: (auth, _session, done) =>
      auth.password === 'right'
        ? done(null, { user: 'postroom' })
        : done(new Error('535 5.7.8 no such login')),
  });
  onTestFinished(() => sink.stop());
  const urlWith = (password: string) => `smtps://postroom:${password}@localhost:${sink.port}`;

  await inspectSmtp({ url: urlWith('right'), tls: { ca: cert } });
  await expect(inspectSmtp({ url: urlWith('wrong'), tls: { ca: cert } })).rejects.toThrow('5');
  await expect(inspectSmtp({ url: urlWith('right') })).rejects.toThrow('certificate');
  await expect(inspectSmtp({ url: 'smtp://127.0.0.1:1' })).rejects.toThrow('ECONNREFUSED');
});

it('tells a key that may all, one that may only send, and one that may nothing', async () => {
  const answers: Readonly<Record<string, readonly [number, unknown]>> = {
    full: [
      200,
      {
        data: [
          { name: 'example.com', status: 'verified' },
          { name: 'new.example.com', status: 'pending' },
        ],
      },
    ],
    sending: [401, { statusCode: 401, name: 'restricted_api_key', message: 'only send' }],
    wrong: [400, { statusCode: 400, name: 'validation_error', message: 'API key is invalid' }],
    down: [503, 'oh'],
  };
  const server = createServer((request, response) => {
    const key = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const [status, body] = answers[key] ?? [404, {}];
    response.writeHead(request.url === '/domains' ? status : 404).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = (apiKey: string) => inspectResend({ apiKey, baseUrl: `http://127.0.0.1:${port}/` });

  expect(await ask('full')).toEqual({ key: 'full', verifiedDomains: ['example.com'] });
  expect(await ask('sending')).toEqual({ key: 'sending' });
  expect(await ask('wrong')).toEqual({ key: 'refused', reason: 'validation_error' });
  await expect(ask('down')).rejects.toThrow('Resend answers 503');
});
