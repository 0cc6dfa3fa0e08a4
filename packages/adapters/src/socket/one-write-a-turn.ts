import type { Writable } from 'node:stream';

/**
 * Lets everything that is written to a stream within one turn of the event loop leave together. The
 * drivers of RabbitMQ and Redis write each message and each command on its own, and the system call
 * of each costs more than all the rest of it. Nothing waits for a timer: what was written leaves before the next callback.
 */
export const writeOncePerTurn = (stream: Writable): void => {
  const write = stream.write.bind(stream) as (...given: readonly unknown[]) => boolean;
  let isCorked = false;
  const flush = (): void => {
    isCorked = false;
    stream.uncork();
  };
  // The overloads of `write` differ in what they leave out, and all of it is passed on.
  stream.write = ((...given: readonly unknown[]) => {
    if (!isCorked) {
      isCorked = true;
      stream.cork();
      process.nextTick(flush);
    }
    return write(...given);
  }) as Writable['write'];
};
