import type { Config } from './config/config.ts';
import { parseConfig } from './config/parse.ts';
import { createLog, type Log } from './log.ts';
import { exitCodes, explainAndExit, type ProcessSurface } from './process-surface.ts';

/** Runs a command that ends by itself, `migrate` or `ctl`, with the exit codes of a role. */
export const runTask = async (
  {
    role,
    run,
  }: { role: 'migrate' | 'ctl'; run(config: Config, context: { log: Log }): Promise<void> },
  surface: ProcessSurface = process,
): Promise<void> => {
  try {
    const config = parseConfig(surface.env, role);
    const log = createLog({ ...config.log, role, destination: surface.logTo });
    await run(config, { log });
    surface.exit(exitCodes.stopped);
  } catch (error) {
    explainAndExit(role, error, surface);
  }
};
