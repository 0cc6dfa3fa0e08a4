import { once } from 'node:events';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { portOf } from './scripted-smtp.ts';

export interface MailSink {
  readonly port: number;
  /** What came in, parsed by a real parser. */
  readonly mails: readonly ParsedMail[];
  /** The same as it came over the wire. */
  readonly sources: readonly string[];
  /** Whether each came over TLS. */
  readonly secured: readonly boolean[];
  stop(): Promise<void>;
}

/** A real SMTP server on loopback that keeps all it gets. */
export const startMailSink = async (options: SMTPServerOptions = {}): Promise<MailSink> => {
  const mails: ParsedMail[] = [];
  const sources: string[] = [];
  const secured: boolean[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    ...options,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const source = Buffer.concat(chunks);
        mails.push(await simpleParser(source));
        sources.push(source.toString('utf8'));
        secured.push(session.secure);
        done();
      });
    },
  });
  server.on('error', () => {}); // clients that refuse our certificate hang up
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: portOf(server.server),
    mails,
    sources,
    secured,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
