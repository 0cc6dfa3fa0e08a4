import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../problem/problem-error.ts';
import type { ApiRequest } from './endpoint.ts';

/**
 * The bytes of a body, counted while they come: a declared length may lie, and is only believed
 * when it is too large already.
 * @throws ProblemError `body_too_large` as soon as it is, `malformed_json` when the caller hangs up.
 */
export const readBytes = async (c: ApiRequest, limit: number): Promise<Buffer> => {
  if (Number(c.req.header('content-length') ?? 0) > limit) throw tooLarge(limit);
  const { incoming } = c.env ?? {};
  // Straight from the socket: a web stream on top costs more than all the rest of the request.
  if (incoming && !incoming.readableDidRead)
    return fromIncoming(incoming as IncomingMessage, limit);
  return fromStream(c.req.raw.body, limit);
};

const fromIncoming = (incoming: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) settle(() => reject(tooLarge(limit)));
      else chunks.push(chunk);
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks, size)));
    const onAbort = (): void => settle(() => reject(cutOff()));
    const settle = (answer: () => void): void => {
      incoming.off('data', onData).off('end', onEnd).off('error', onAbort).off('close', onAbort);
      answer();
    };
    incoming.on('data', onData).on('end', onEnd).on('error', onAbort).on('close', onAbort);
  });

const fromStream = async (
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
};

const tooLarge = (limit: number): ProblemError =>
  new ProblemError('body_too_large', `the body is larger than ${limit / 1024} KiB`);

const cutOff = (): ProblemError =>
  new ProblemError('malformed_json', 'the body ended before it was complete');
