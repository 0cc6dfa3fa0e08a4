import type { Readable } from 'node:stream';
import DkimSigner from 'nodemailer/lib/dkim';
import SmtpPool from 'nodemailer/lib/smtp-pool';
import { streamed } from './mime/streamed.ts';
import type { Dialogue } from './smtp-dialogue.ts';
import type { transportOptions } from './smtp-options.ts';

/** A finished mail on its way to one recipient. */
export interface PooledMail {
  /** Its bytes, whole. */
  readonly raw: Buffer;
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly signal: AbortSignal;
  /** Told when a connection takes the mail, and how far it reads. */
  readonly dialogue: Dialogue;
}

export interface ConnectionPool {
  /**
   * Hands one over on the next free connection.
   * @returns the server's reply to the final dot.
   * @throws Error of the driver; `dialogue` tells how far it had come.
   */
  hand(mail: PooledMail): Promise<string>;
  /** Ends idle connections; others when what they carry is answered. What waits for one fails. */
  close(): void;
}

/**
 * The driver's pool of connections, without the mailer that the driver puts before it: that makes a
 * tree of MIME nodes, a Message-ID and a boundary for every mail, also for one that is finished, and
 * then sends the bytes as they were given. It costs a quarter of the hand-off.
 */
export const openPool = ({
  dkim,
  ...options
}: ReturnType<typeof transportOptions>): ConnectionPool => {
  const pool = new SmtpPool(options);
  // A pool that lost an idle connection reports it here too; whoever sends next finds out.
  pool.on('error', () => {});
  const signer = dkim && new DkimSigner(dkim);
  const signed = (mail: Readable): Readable => signer?.sign(mail) ?? mail;

  return {
    hand: (mail) => {
      const envelope = { from: mail.from, to: [mail.to] };
      const message = {
        getEnvelope: () => envelope,
        messageId: () => mail.messageId,
        getHeader: () => mail.messageId,
        createReadStream: () => mail.dialogue.watch(signed(streamed(mail.raw))),
      };
      return new Promise((resolve, reject) => {
        // All that the pool asks of a mail; the type asks for the tree of nodes as well.
        const asked = { message, data: { signal: mail.signal } } as unknown as MailMessage;
        pool.send(asked, (error, info) => (info ? resolve(info.response) : reject(error)));
      });
    },
    close: () => pool.close(),
  };
};

type MailMessage = Parameters<SmtpPool['send']>[0];
