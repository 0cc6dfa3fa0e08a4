import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';
import { type GatherOptions, gatherLines, type Lines } from './gather-lines.ts';
import { openRotatingFile } from './rotating-file.ts';
import { openStandardOutput } from './standard-output.ts';

const errorLevel = 50;
/** Milliseconds that the end of a process waits for a reader that has stalled. */
const lastWordsMs = 1_000;

/**
 * Where lines go: all to standard output; with a folder also to `access.log` (the event
 * `http.request`), to `app.log` (all other), and errors to `error.log` besides. Lines are gathered;
 * an error is out before the call that logged it returns, the others by the end of the turn or of
 * the process.
 */
export const openLogFiles = ({
  dir,
  tellDropped,
}: {
  readonly dir: string | undefined;
  readonly tellDropped: GatherOptions['tellDropped'];
}): DestinationStream => {
  const gathered = (sink: GatherOptions['sink']) => gatherLines({ sink, tellDropped });
  const output = gathered(openStandardOutput());
  const files = dir === undefined ? undefined : openFiles(dir, gathered);
  process.once('exit', () => {
    for (const lines of [output, ...Object.values(files ?? {})]) flushWithin(lastWordsMs, lines);
  });
  const router: Router = {
    // Asks pino to leave level and fields of the line on this object before it writes.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    lastObj: undefined,
    write(line) {
      const isUrgent = this.lastLevel >= errorLevel;
      output.write(line, { isUrgent });
      if (!files) return;
      const isAccess = this.lastObj?.event === 'http.request';
      files[isAccess ? 'access' : 'app'].write(line, { isUrgent });
      if (isUrgent) files.error.write(line, { isUrgent });
    },
  };
  return router;
};

const openFiles = (dir: string, gathered: (sink: GatherOptions['sink']) => Lines) => {
  mkdirSync(dir, { recursive: true });
  const open = (name: string): Lines => {
    const file = openRotatingFile(join(dir, name));
    return gathered((text) => {
      if (text !== '') file.write(text);
      return true;
    });
  };
  return { app: open('app.log'), access: open('access.log'), error: open('error.log') };
};

/** Nothing asynchronous runs any more when a process exits, so this waits by blocking. */
const flushWithin = (ms: number, lines: Lines): void => {
  const endsAt = performance.now() + ms;
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (!lines.flush() && performance.now() < endsAt) Atomics.wait(clock, 0, 0, 5);
};

interface Router extends DestinationStream {
  lastLevel: number;
  lastObj: { readonly event?: unknown } | undefined;
  [metadata: symbol]: true;
}
