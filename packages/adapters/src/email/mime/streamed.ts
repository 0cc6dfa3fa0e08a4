import { Readable } from 'node:stream';

/** Bytes that are handed on at a time. */
const chunkSize = 16 * 1024;

/**
 * A mail as a stream that is read no faster than it is sent: the dialogue tells from how far it was
 * read whether the final dot can have been written.
 */
export const streamed = (mail: Buffer): Readable => {
  let at = 0;
  return new Readable({
    highWaterMark: chunkSize,
    read() {
      this.push(mail.subarray(at, at + chunkSize));
      at += chunkSize;
      if (at >= mail.length) this.push(null);
    },
  });
};
