import { SMTPServer } from 'smtp-server';
import type { Mailbox } from './mailbox.ts';

export type SmtpOptions = {
  readonly host: string;
  readonly port: number;
  readonly mailbox: Mailbox;
};

/** An SMTP server that takes every mail from everybody, any credentials included, without TLS. */
export async function listenSmtp({ host, port, mailbox }: SmtpOptions) {
  const server = new SMTPServer({
    banner: 'Postroom inbox',
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    // Longer than a sender's pool leaves a connection idle, so that no mail meets a closing one.
    socketTimeout: 10 * 60_000,
    closeTimeout: 500,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anybody' }),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('error', done);
      stream.once('end', () => {
        mailbox.add({
          receivedAt: new Date(),
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
        });
        done();
      });
    },
  });
  // A client that vanishes is the client's affair.
  const ignore = (): void => {};
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      server.on('error', ignore);
      resolve();
    });
  });
  return { close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
