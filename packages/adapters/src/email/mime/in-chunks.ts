import { Readable } from 'node:stream';

/** Bytes that are handed on at a time. */
const chunkSize = 16 * 1024;

/**
 * A long mail as a stream that is read no faster than it is sent: the dialogue tells from how far it
 * was read whether the final dot can have been written. A short one fits into the connection's
 * buffers in any case.
 */
export const inChunks = (mail: Buffer): Buffer | Readable =>
  mail.length <= chunkSize ? mail : Readable.from(chunksOf(mail), { objectMode: false });

function* chunksOf(mail: Buffer): Generator<Buffer> {
  for (let at = 0; at < mail.length; at += chunkSize) yield mail.subarray(at, at + chunkSize);
}
