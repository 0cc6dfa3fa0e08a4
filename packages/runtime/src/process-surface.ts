import { ConfigError } from './config/config-error.ts';

/** What a running program needs of its process; tests bring their own. */
export interface ProcessSurface {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown };
  /** Where log lines go, default standard output. */
  readonly logTo?: { write(line: string): void };
  readonly stderr: { write(text: string): unknown };
  on(event: ProcessEvent, listener: (detail: unknown) => void): unknown;
  exit(code: number): void;
}

export type ProcessEvent =
  | 'SIGTERM'
  | 'SIGINT'
  | 'SIGHUP'
  | 'uncaughtException'
  | 'unhandledRejection';

/**
 * How every command of Postroom ends: asked to and done, something went wrong, or it was configured
 * wrongly, which no restart repairs.
 */
export const exitCodes = { stopped: 0, failed: 1, misconfigured: 2 } as const;

/** For a program that could not begin: says why to a person and ends it. */
export const explainAndExit = (command: string, error: unknown, surface: ProcessSurface): void => {
  const isMisconfigured = error instanceof ConfigError;
  const reason = error instanceof Error ? error.message : String(error);
  surface.stderr.write(isMisconfigured ? `${reason}\n` : `${command} failed: ${reason}\n`);
  surface.exit(isMisconfigured ? exitCodes.misconfigured : exitCodes.failed);
};
