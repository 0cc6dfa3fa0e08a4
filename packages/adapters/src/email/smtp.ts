import type { EmailMessage, EmailProvider } from '@postroom/application';
import type { Outcome } from '@postroom/domain';
import { addressOf } from './mailbox.ts';
import { refusalOf } from './message-fault.ts';
import { inWireForm } from './mime/address.ts';
import { mimeOf } from './mime/mime.ts';
import { notStarted } from './not-started.ts';
import { followDialogue } from './smtp-dialogue.ts';
import { outcomeOfFailure, wasDeadConnection } from './smtp-failure.ts';
import { type SmtpOptions, transportOptions } from './smtp-options.ts';
import { openPool } from './smtp-pool.ts';

/**
 * Mail over SMTP, on a pool of connections that are kept open. The driver gets finished bytes and
 * adds nothing but a DKIM signature.
 *
 * SMTP knows no idempotency key: a message whose final dot was written and not answered is
 * `ambiguous`, anything before that was surely not accepted. The driver never sends a message
 * again by itself.
 * @throws Error when the URL cannot be used; servers are first contacted by `send`.
 */
export const createSmtpProvider = (options: SmtpOptions): EmailProvider => {
  const { now = () => new Date() } = options;
  const pool = openPool(transportOptions(options));

  const handOver = async (
    message: EmailMessage,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: Outcome; readonly wasDead: boolean }> => {
    const dialogue = followDialogue();
    try {
      const reply = await pool.hand({
        raw: mimeOf(message, now()),
        messageId: message.messageId,
        from: inWireForm(addressOf(message.from)),
        to: inWireForm(message.to),
        signal,
        dialogue,
      });
      return { outcome: accepted(message, reply), wasDead: false };
    } catch (error) {
      const stage = dialogue.stage();
      return {
        outcome: outcomeOfFailure(error, stage, [message.to, addressOf(message.from)]),
        wasDead: wasDeadConnection(error, stage),
      };
    }
  };

  const underWay = new Set<Promise<Outcome>>();
  let closed = false;
  const send = async (message: EmailMessage, signal: AbortSignal): Promise<Outcome> => {
    const first = await handOver(message, signal);
    // A server drops connections that were idle for long, and the next message finds out. Nothing
    // of it was asked for, so it goes out over a new connection, once.
    return first.wasDead && !signal.aborted && !closed
      ? (await handOver(message, signal)).outcome
      : first.outcome;
  };

  return {
    name: 'smtp',
    knowsKeys: false,
    send: async (message, { signal }) => {
      const refusal = refusalOf(message) ?? notStarted({ closed, signal });
      if (refusal) return refusal;
      const sending = send(message, signal);
      underWay.add(sending);
      return sending.finally(() => underWay.delete(sending));
    },
    /** Lets hand-offs that are under way finish; those still waiting for a connection come back as unreachable. */
    close: async () => {
      closed = true;
      pool.close();
      await Promise.all(underWay);
    },
  };
};

/** The queue id if the server told one, for whoever reads its log; else our own Message-ID. */
const accepted = (message: EmailMessage, reply: string): Outcome => {
  const queueId = /\bqueued as\s+<?([\w.-]{4,64})/i.exec(reply)?.[1];
  return { outcome: 'accepted', providerId: queueId ?? message.messageId };
};
