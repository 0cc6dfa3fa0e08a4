import { parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

/** Options of every command together; each command says which it takes. */
const options = {
  name: { type: 'string' },
  scopes: { type: 'string' },
  test: { type: 'boolean' },
  userid: { type: 'string' },
  var: { type: 'string', multiple: true },
  status: { type: 'string' },
  type: { type: 'string' },
  queue: { type: 'string' },
  source: { type: 'string' },
  'recipient-email': { type: 'string' },
  tag: { type: 'string' },
  'error-code': { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

export type OptionName = keyof typeof options;
type Values = ReturnType<typeof read>['values'];

/** What was typed after the command's name. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Values;
}

/** @throws UsageError naming what is not known, and what the command takes. */
export const argumentsOf = (words: readonly string[], takes: readonly OptionName[]): Arguments => {
  const { positionals, values } = read(words);
  const strange = Object.keys(values).filter(
    (name) => !(takes as readonly string[]).includes(name),
  );
  if (strange.length > 0) {
    const known = takes.length === 0 ? 'no options' : takes.map((name) => `--${name}`).join(', ');
    throw new UsageError(`this command does not take --${strange.join(', --')}; it takes ${known}`);
  }
  return { positionals, values };
};

const read = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

/** The only word a command takes. @throws UsageError when there is none, or more. */
export const onlyWord = ({ positionals }: Arguments, what: string): string => {
  const [word, ...more] = positionals;
  if (word === undefined || more.length > 0) throw new UsageError(`name one ${what}`);
  return word;
};

/** @throws UsageError when it is none. */
export const notificationId = (word: string): string => {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word);
  if (!isId) throw new UsageError(`${word} is not the id of a notification`);
  return word.toLowerCase();
};

/** One of a closed list of words. @throws UsageError naming the list. */
export const oneOf = <Word extends string>(
  word: string,
  words: readonly Word[],
  what: string,
): Word => {
  const found = words.find((each) => each === word);
  if (found === undefined) throw new UsageError(`${word} is no ${what}; use ${words.join(', ')}`);
  return found;
};
