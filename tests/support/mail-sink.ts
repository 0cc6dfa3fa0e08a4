import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { until } from './until.ts';

/** What the sink says to a recipient at RCPT; undefined accepts. `visit` counts from 1 for each recipient. */
export type Answer = (recipient: string, visit: number) => string | undefined;

/** A real SMTP server that keeps what it accepts; a real parser reads what is asked for. */
export interface MailSink {
  readonly url: string;
  /** How often each recipient was offered, refused ones included. */
  visits(recipient: string): number;
  /** Raw, in the order of arrival. */
  mailsTo(recipient: string): readonly Buffer[];
  /** Waits for the n-th mail to a recipient. */
  mailTo(recipient: string, place?: number): Promise<ParsedMail>;
  readonly count: number;
  /** How many mails each Message-ID came in. */
  byMessageId(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export const startMailSink = async (answer: Answer = () => undefined): Promise<MailSink> => {
  const mails = new Map<string, Buffer[]>();
  const visited = new Map<string, number>();
  const ids = new Map<string, number>();
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      const visit = (visited.get(address) ?? 0) + 1;
      visited.set(address, visit);
      const refusal = answer(address, visit);
      if (refusal === undefined) return done();
      const error = new Error(refusal.slice(4)) as Error & { responseCode: number };
      error.responseCode = Number(refusal.slice(0, 3));
      done(error);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const mail = Buffer.concat(chunks);
        count += 1;
        const id = messageIdOf(mail);
        ids.set(id, (ids.get(id) ?? 0) + 1);
        for (const { address } of session.envelope.rcptTo) {
          mails.set(address, [...(mails.get(address) ?? []), mail]);
        }
        done();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  server.on('error', () => undefined);
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    visits: (recipient) => visited.get(recipient) ?? 0,
    mailsTo: (recipient) => mails.get(recipient) ?? [],
    mailTo: async (recipient, place = 1) =>
      simpleParser(
        await until(`mail ${place} to ${recipient}`, () => mails.get(recipient)?.[place - 1]),
      ),
    get count() {
      return count;
    },
    byMessageId: () => ids,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const messageIdOf = (mail: Buffer): string => {
  const head = mail.subarray(0, mail.indexOf('\r\n\r\n')).toString();
  return /^message-id:\s*(<[^>]*>)/im.exec(head)?.[1] ?? '';
};
