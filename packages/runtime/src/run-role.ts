import type { ConfigOf } from './config/config.ts';
import { parseConfig } from './config/parse.ts';
import type { Role } from './config/role.ts';
import { DeadlineError, withDeadline } from './deadline.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { exitCodes, explainAndExit, type ProcessSurface } from './process-surface.ts';
import { keepHeapSmall } from './small-heap.ts';
import type { Tracing } from './tracing/tracing.ts';
import { postroomVersion } from './version.ts';

/** What a start gets besides its configuration. */
export interface StartContext {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing | undefined;
  /** Aborted when the process is to stop, also while it is still starting. */
  readonly signal: AbortSignal;
  /** Something the role cannot work without is gone: stop in good order and exit 1. */
  fail(error: unknown): void;
}

/** What a start leaves running. */
export interface Started {
  stop(): Promise<void>;
  /** Names of what is still open, for the log of a shutdown. */
  pending?(): readonly string[];
}

export interface RoleDefinition<R extends Role> {
  readonly role: R;
  start(config: ConfigOf<R>, context: StartContext): Promise<Started>;
  /** Errors of a start that say all there is to say to the person at the terminal; the log is spared. */
  isRefusal?(error: unknown): boolean;
  /** Milliseconds from the first signal to exit, default 30,000. */
  readonly graceMs?: number;
}

type Ending = { readonly why: string; readonly error?: unknown };

/**
 * Runs a role for as long as its process lives; the whole of an app's `main.ts`.
 *
 *   starting  configuration, log, metrics, then `start`. A signal now aborts `context.signal`.
 *   running   `<role> is ready` has been printed, alone on a line (`all` says `postroom is ready`).
 *   stopping  entered once, on SIGTERM, SIGINT, SIGHUP, `fail` or an error nobody caught; further
 *             signals are noted and change nothing. `stop` has until the end of the grace.
 *
 * Exits 0 after a signal, 1 after a failure or when the grace ended with something still open,
 * 2 when the configuration is wrong, with every problem on standard error.
 */
export const runRole = async <R extends Role>(
  definition: RoleDefinition<R>,
  surface: ProcessSurface = process,
): Promise<void> => {
  const { role } = definition;
  if (surface === process) keepHeapSmall();
  try {
    const config = parseConfig(surface.env, role);
    const log = createLog({ ...config.log, role, destination: surface.logTo });
    for (const warning of config.warnings) log.warn({ event: 'config.warning' }, warning);
    surface.exit(await live(definition, { config, log, surface }));
  } catch (error) {
    explainAndExit(role, error, surface);
  }
};

/** From start to stop; answers with the exit code, throws when the start failed. */
const live = async <R extends Role>(
  { role, start, isRefusal = () => false, graceMs = 30_000 }: RoleDefinition<R>,
  { config, log, surface }: { config: ConfigOf<R>; log: Log; surface: ProcessSurface },
): Promise<number> => {
  const metrics = createMetrics({ role, version: postroomVersion() });
  const { begun, signal, fail } = watchForEnd(surface, log);
  const { otlpEndpoint: endpoint, share } = config.tracing;
  const tracing = endpoint ? await openTracing({ endpoint, share, role, log }) : undefined;
  const starting = start(config, { log, metrics, tracing, signal, fail });
  try {
    const started = await Promise.race([starting, begun.then(() => undefined)]);
    if (started) surface.stdout.write(`${role === 'all' ? 'postroom' : role} is ready\n`);
  } catch (error) {
    // A start that gives up because it was told to is no failure.
    if (!signal.aborted) {
      if (!isRefusal(error)) {
        log.fatal({ event: 'process.start_failed', err: error }, 'the start failed');
      }
      throw error;
    }
  }
  const end = await begun;
  const flushMs = tracing ? tracing.patienceMs : 0;
  const isClean = await stopWithin(graceMs - flushMs, { role, log, starting, end });
  await tracing?.stop();
  return isClean && end.error === undefined ? exitCodes.stopped : exitCodes.failed;
};

/** Loads the library only now: a process that does not trace never does. */
const openTracing = async (
  given: Parameters<typeof import('./tracing/otlp-tracing.ts').createOtlpTracing>[0],
): Promise<Tracing> => {
  const { createOtlpTracing } = await import('./tracing/otlp-tracing.ts');
  return createOtlpTracing(given);
};

const watchForEnd = (surface: ProcessSurface, log: Log) => {
  const stopping = new AbortController();
  let begin: (ending: Ending) => void = () => undefined;
  const begun = new Promise<Ending>((resolve) => {
    begin = resolve;
  });
  const end = (ending: Ending): void => {
    if (stopping.signal.aborted) return;
    stopping.abort(new Error(`stopping: ${ending.why}`));
    begin(ending);
  };
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    surface.on(name, () => end({ why: name }));
  }
  const fail = (why: string) => (error: unknown) => {
    log.fatal({ event: 'process.failed', why, err: error }, 'an error that nobody handled');
    end({ why, error: error ?? new Error(why) });
  };
  surface.on('uncaughtException', fail('uncaughtException'));
  surface.on('unhandledRejection', fail('unhandledRejection'));
  return { begun, signal: stopping.signal, fail: fail('failed') };
};

/** Whether everything was closed in time. Says what it waits for, and what it waited for in vain. */
const stopWithin = async (
  graceMs: number,
  { role, log, starting, end }: { role: Role; log: Log; starting: Promise<Started>; end: Ending },
): Promise<boolean> => {
  let open: Started['pending'];
  const stop = async (): Promise<void> => {
    // A start that gives up because of the signal has cleaned up after itself.
    const started = await starting.catch(() => undefined);
    if (!started) return;
    open = () => started.pending?.() ?? [role];
    log.info({ event: 'process.stopping', why: end.why, waiting_for: open() }, 'stopping');
    await started.stop();
  };
  try {
    await withDeadline(stop(), graceMs, `stopping ${role}`);
    log.info({ event: 'process.stopped' }, 'stopped');
    return true;
  } catch (error) {
    const still_open = open?.() ?? ['start'];
    const hasRunOut = error instanceof DeadlineError;
    log.error(
      { event: 'process.stop_failed', still_open, err: error },
      hasRunOut ? 'the grace is over' : 'not everything stopped cleanly',
    );
    return false;
  }
};
