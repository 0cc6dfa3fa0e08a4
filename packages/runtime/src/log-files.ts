import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';
import { openRotatingFile } from './rotating-file.ts';

const errorLevel = 50;

/**
 * Where lines go: all to `output`; with a folder also to `access.log` (the event `http.request`),
 * to `app.log` (all other), and errors to `error.log` besides.
 */
export const openLogFiles = ({
  dir,
  output,
}: {
  readonly dir: string | undefined;
  readonly output: DestinationStream;
}): DestinationStream => {
  if (dir === undefined) return output;
  mkdirSync(dir, { recursive: true });
  const app = openRotatingFile(join(dir, 'app.log'));
  const access = openRotatingFile(join(dir, 'access.log'));
  const error = openRotatingFile(join(dir, 'error.log'));
  const router: Router = {
    // Asks pino to leave level and fields of the line on this object before it writes.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    lastObj: undefined,
    write(line) {
      output.write(line);
      const isAccess = this.lastObj?.event === 'http.request';
      (isAccess ? access : app).write(line);
      if (this.lastLevel >= errorLevel) error.write(line);
    },
  };
  return router;
};

interface Router extends DestinationStream {
  lastLevel: number;
  lastObj: { readonly event?: unknown } | undefined;
  [metadata: symbol]: true;
}
