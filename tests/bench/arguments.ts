import { parseArgs } from 'node:util';

export interface Arguments {
  /** Names, or beginnings of names, of the measurements to run; all when empty. */
  readonly only: readonly string[];
  /** Length of each window that is measured. */
  readonly seconds: number;
  /** Only to show that all of it runs. */
  readonly isShort: boolean;
  /** Rows of the measurements that need many. */
  readonly backlogRows: number;
  readonly historyRows: number;
  /** For every role, over what the benchmark sets by itself. */
  readonly env: { readonly [name: string]: string };
}

export const usage = `usage: npm run bench -- [--only NAME]... [--seconds N] [--short] [--backlog N] [--history N] [--env NAME=VALUE]...

  --only NAME       a measurement or the beginning of its name; may be repeated
  --seconds N       length of each measured window, 20 by default; figures of less than 10 are rough
  --short           1 second, 1,000 rows and fewer variants, some 2 minutes: shows that it runs, its
                    figures mean nothing
  --backlog N       notifications that wait before the worker starts, 1,000,000 by default: some
                    7 minutes, most of them for working it off
  --history N       notifications that were sent before, 10,000,000 by default: some 4 minutes to
                    make, and 12 GB of disk
  --env NAME=VALUE  a variable for every role, such as WORKER_CONCURRENCY=50; may be repeated

It says at its start about how long all of it takes.`;

/** @throws Error for what is not understood. */
export const readArguments = (given: readonly string[]): Arguments => {
  const { values } = parseArgs({
    args: [...given],
    options: {
      only: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      short: { type: 'boolean' },
      backlog: { type: 'string' },
      history: { type: 'string' },
      env: { type: 'string', multiple: true },
    },
  });
  const isShort = values.short === true;
  return {
    only: values.only ?? [],
    seconds: wholeNumber('--seconds', values.seconds, isShort ? 1 : 20),
    isShort,
    backlogRows: wholeNumber('--backlog', values.backlog, isShort ? 1_000 : 1_000_000),
    historyRows: wholeNumber('--history', values.history, isShort ? 1_000 : 10_000_000),
    env: Object.fromEntries((values.env ?? []).map(assignment)),
  };
};

const wholeNumber = (name: string, given: string | undefined, fallback: number): number => {
  if (given === undefined) return fallback;
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new Error(`${name} is a whole number from 1, not ${given}`);
  }
  return value;
};

const assignment = (given: string): readonly [string, string] => {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(given) ?? [];
  if (name === undefined || value === undefined) {
    throw new Error(`--env is NAME=VALUE, not ${given}`);
  }
  return [name, value];
};
