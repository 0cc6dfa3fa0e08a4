import { readUrls } from '@postroom/local';
import { type Config, ConfigError, exitCodes, parseConfig } from '@postroom/runtime';
import { type Arguments, argumentsOf, type OptionName } from './arguments.ts';
import { doctor } from './commands/doctor.ts';
import { forget } from './commands/forget.ts';
import { createKey, listKeys, revokeKey } from './commands/keys.ts';
import { pause, resume } from './commands/lanes.ts';
import { cancel, redrive, resolve } from './commands/operate.ts';
import { listQuarantine, releaseFromQuarantine } from './commands/quarantine.ts';
import { send } from './commands/send.ts';
import { show } from './commands/show.ts';
import { checkTypes } from './commands/types-check.ts';
import { type CtlContext, needSchema, withContext } from './context.ts';
import { UsageError, usage } from './usage.ts';

interface Command {
  readonly takes?: readonly OptionName[];
  /** Whether it also runs on a database that is away or not migrated, which it then tells. */
  readonly copesWithoutSchema?: true;
  run(context: CtlContext, args: Arguments): Promise<void>;
}

const filters = [
  'status',
  'type',
  'queue',
  'source',
  'userid',
  'recipient-email',
  'tag',
  'error-code',
  'since',
  'until',
  'dry-run',
] as const;

const commands: Readonly<Record<string, Command>> = {
  'keys create': { run: createKey, takes: ['name', 'scopes', 'test'] },
  'keys list': { run: listKeys },
  'keys revoke': { run: revokeKey },
  show: { run: show },
  send: { run: send, takes: ['userid', 'var'] },
  redrive: { run: redrive, takes: filters },
  cancel: { run: cancel, takes: filters },
  resolve: { run: resolve },
  pause: { run: pause },
  resume: { run: resume },
  'quarantine list': { run: listQuarantine },
  'quarantine release': { run: releaseFromQuarantine },
  forget: { run: forget },
  doctor: { run: doctor, copesWithoutSchema: true },
};

/** What a run of the tool needs of its process. */
export interface CtlSurface {
  readonly env: Readonly<Record<string, string | undefined>>;
  say(line: string): void;
  complain(line: string): void;
}

/** Runs one command and answers with its exit code: 0 done, 1 failed, 2 wrongly called or configured. */
export const runCtl = async (words: readonly string[], surface: CtlSurface): Promise<number> => {
  try {
    await run(words, surface);
    return exitCodes.stopped;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    surface.complain(error instanceof UsageError ? `${reason}\n\n${usage}` : reason);
    const isMisuse = error instanceof UsageError || error instanceof ConfigError;
    return isMisuse ? exitCodes.misconfigured : exitCodes.failed;
  }
};

const run = async (words: readonly string[], { env, say }: CtlSurface): Promise<void> => {
  const [first = '', second = '', ...rest] = words;
  if (words.length === 0 || ['help', '--help', '-h'].includes(first)) {
    say(usage);
    if (words.length === 0) throw new UsageError('name what to do');
    return;
  }
  if (first === 'types' && second === 'check') {
    const { positionals } = argumentsOf(rest, []);
    return checkTypes(positionals[0] ?? (env.TYPES_DIR || undefined), say);
  }
  const name = Object.hasOwn(commands, first) ? first : `${first} ${second}`.trim();
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`there is no command ${name}`);
  const args = argumentsOf(words.slice(name.split(' ').length), command.takes ?? []);
  await withContext(configFrom(env), say, async (context) => {
    if (!command.copesWithoutSchema) await needSchema(context);
    await command.run(context, args);
  });
};

/** Without a `DATABASE_URL` that of the `npm start` which runs on this home. */
const configFrom = (env: CtlSurface['env']): Config => {
  const home = env.POSTROOM_HOME || '.postroom';
  const found = env.DATABASE_URL || readUrls(home).database;
  return parseConfig({ ...env, ...(found ? { DATABASE_URL: found } : {}) }, 'ctl');
};
