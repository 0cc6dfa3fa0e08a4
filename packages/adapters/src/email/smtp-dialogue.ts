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

export interface Dialogue {
  stage(): Stage;
  /** Follows the stream that a connection has asked for, outside of all that changes it (DKIM reads ahead). */
  watch(stream: Readable): Readable;
}

export const followDialogue = (): Dialogue => {
  let watched: Readable | undefined;
  let wasReadToItsEnd = false;
  return {
    watch: (stream) => {
      watched = stream;
      // Registered before the driver pipes it on, so it is known before the dot is written.
      return stream.once('end', () => {
        wasReadToItsEnd = true;
      });
    },
    stage: () => {
      if (watched === undefined) return 'connecting';
      if (wasReadToItsEnd) return 'handed';
      return watched.readableDidRead ? 'body' : 'envelope';
    },
  };
};
