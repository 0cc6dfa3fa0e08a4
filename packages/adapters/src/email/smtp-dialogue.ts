import type { Readable } from 'node:stream';

/**
 * How far the dialogue about one message has come, and so what a lost connection means:
 *
 * - `connecting`: no connection was given to it yet (queue, DNS, TCP, TLS, greeting, EHLO, AUTH).
 * - `envelope`: MAIL, RCPT or DATA is under way; the server has not asked for the message (354).
 * - `body`: 354 came and the message is being written; its final dot was surely not.
 * - `handed`: the message was read to its end, so the final dot is written or about to be. From
 *   here on only the server's reply tells.
 *
 * Until `handed` the server cannot have accepted it (RFC 5321 section 4.1.1.4: mail is accepted
 * by the reply to the final dot). The driver's own word for where it stood is no help: it says
 * `CONN` for every lost connection.
 */
export type Stage = 'connecting' | 'envelope' | 'body' | 'handed';

/** The part of the driver's message that makes its bytes. */
export interface ReadableMessage {
  createReadStream(options?: unknown): Readable;
}

export interface Dialogue {
  stage(): Stage;
  /** Wraps the making of the stream, outside of everything that changes it (DKIM reads ahead). */
  watch(message: ReadableMessage): void;
}

export const followDialogue = (): Dialogue => {
  let stream: Readable | undefined;
  let wasReadToItsEnd = false;
  return {
    watch: (message) => {
      const create = message.createReadStream.bind(message);
      message.createReadStream = (options) => {
        stream = create(options);
        // Registered before the driver pipes it on, so it is known before the dot is written.
        stream.once('end', () => {
          wasReadToItsEnd = true;
        });
        return stream;
      };
    },
    stage: () => {
      if (stream === undefined) return 'connecting';
      if (wasReadToItsEnd) return 'handed';
      return stream.readableDidRead ? 'body' : 'envelope';
    },
  };
};
