import { writeSync } from 'node:fs';

/**
 * Standard output as a sink that does not block where it is a pipe or a socket: a reader that stalls
 * would otherwise stop the whole process at its next line. To a file or a terminal it may block.
 */
export const openStandardOutput = (): ((text: string) => boolean) => {
  // Node makes a pipe or a socket non-blocking when this stream is first asked for.
  const { fd } = process.stdout;
  let rest: Uint8Array = Buffer.alloc(0);
  const push = (): boolean => {
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if (isFull(error)) return false;
      // Nobody reads any more, or the disk is full: that costs lines, never the process.
      rest = rest.subarray(rest.length);
    }
    return true;
  };
  return (text) => {
    if (!push()) return false;
    rest = Buffer.from(text);
    return push() || text !== '';
  };
};

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EAGAIN';
