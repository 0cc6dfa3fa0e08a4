import { type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import { openLogFiles } from './log-files.ts';
import { censorText, redact } from './redact.ts';

/** A pino logger: `log.info({ event: 'relay.pumped', rows }, 'sentence')`, one call per fact. */
export type Log = Logger;

export interface LogOptions {
  readonly level: LoggerOptions['level'] & string;
  /** Stands in every line, so that roles sharing a stream can be told apart. */
  readonly role: string;
  /** A folder for `app.log`, `access.log` and `error.log` besides standard output. */
  readonly dir?: string | undefined;
  /** Where lines go instead of standard output and the folder. */
  readonly destination?: { write(line: string): void } | undefined;
}

/**
 * Makes the log of a process: JSON lines on standard output, times in UTC. Secrets, addresses and
 * bodies are censored by key, at any depth, and by shape wherever they stand in a text: credentials
 * in URLs, mail addresses, API keys. That is a net, not a licence to log them.
 */
export const createLog = ({ level, role, dir, destination }: LogOptions): Log =>
  pino(
    {
      level,
      base: { role, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redact },
      hooks: { streamWrite: censorText },
      // `redact` has described errors already; pino's serializer would add every property of one.
      serializers: { err: (error: unknown) => error },
    },
    destination ?? openLogFiles({ dir, tellDropped: droppedBy(role) }),
  );

const droppedBy =
  (role: string) =>
  (lines: number): string =>
    `${JSON.stringify({
      level: 'warn',
      time: new Date().toISOString(),
      role,
      event: 'log.dropped',
      lines,
      msg: 'nobody read the log for so long that lines were dropped',
    })}\n`;
