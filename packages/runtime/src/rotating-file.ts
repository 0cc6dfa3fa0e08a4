import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  statSync,
  writeSync,
} from 'node:fs';

export interface RotatingFileOptions {
  /** Bytes above which a file is put aside, default 10 MiB. */
  readonly maxBytes?: number;
  /** Old files kept as `<path>.1` (the youngest) and so on, default 5. */
  readonly keep?: number;
  /** Told of the first write that failed in a row, default a line on standard error. */
  onError?(error: unknown): void;
}

/**
 * A file that lines are appended to and that is put aside when it has grown too large. Several
 * processes may share the path: one of them rotates, the others notice that their file has moved.
 * A full disk costs lines, never the process.
 */
export const openRotatingFile = (
  path: string,
  { maxBytes = 10 * 1024 * 1024, keep = 5, onError = complain }: RotatingFileOptions = {},
): { write(line: string): void; close(): void } => {
  // Checking on every line would cost a system call each; a sixteenth of the size is soon enough.
  const checkEveryBytes = Math.min(64 * 1024, Math.ceil(maxBytes / 16));
  // Opened at once, so that a folder we may not write to shows at start: this throws.
  let fd: number | undefined = openSync(path, 'a', 0o640);
  let sinceCheck = Number.POSITIVE_INFINITY;
  let isFailing = false;

  const reopen = (): number => {
    close();
    fd = openSync(path, 'a', 0o640);
    return fd;
  };

  const current = (): number => {
    if (fd === undefined || sinceCheck >= checkEveryBytes) {
      sinceCheck = 0;
      fd = isStillAt(path, fd) ? fd : reopen();
      if (fd !== undefined && fstatSync(fd).size >= maxBytes && rotate(path, keep)) return reopen();
    }
    return fd ?? reopen();
  };

  const close = (): void => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };

  return {
    write: (line) => {
      try {
        sinceCheck += writeSync(current(), line);
        isFailing = false;
      } catch (error) {
        if (!isFailing) onError(error);
        isFailing = true;
      }
    },
    close,
  };
};

const isStillAt = (path: string, fd: number | undefined): boolean =>
  fd !== undefined && statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(fd).ino;

/** `false` when another process is at it. Its mark is a folder, since making one is atomic. */
const rotate = (path: string, keep: number): boolean => {
  const mark = `${path}.rotating`;
  if (!take(mark)) return false;
  try {
    for (let age = keep - 1; age >= 1; age -= 1)
      moveIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    moveIfThere(path, `${path}.1`);
  } finally {
    rmdirSync(mark);
  }
  return true;
};

const take = (mark: string): boolean => {
  try {
    mkdirSync(mark);
    return true;
  } catch {
    // Rotating takes milliseconds: an old mark is that of a process which was killed.
    const since = statSync(mark, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > 10_000) rmdirSync(mark);
    return false;
  }
};

const moveIfThere = (from: string, to: string): void => {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to);
};

const complain = (error: unknown): void => {
  process.stderr.write(`a log file cannot be written: ${String(error)}\n`);
};
