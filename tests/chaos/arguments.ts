import { parseArgs } from 'node:util';

export interface Arguments {
  readonly seed: number;
  /** Names, or beginnings of names, of the scenarios to run; all when empty. */
  readonly only: readonly string[];
  readonly length: 'full' | 'short';
}

export const usage = `usage: npm run chaos -- [--seed N] [--only SCENARIO]... [--short]

  --seed N         makes the same choices as the run that printed it
  --only SCENARIO  a name or its beginning, such as g04; may be repeated; "mutations" is one,
                   and "removals", which runs only when it is named: each scenario once with
                   what it rests on taken out, to be seen to fail
  --short          smaller numbers, minutes instead of an hour`;

/** @throws Error for what is not understood. */
export const readArguments = (given: readonly string[], newSeed: () => number): Arguments => {
  const { values } = parseArgs({
    args: [...given],
    options: {
      seed: { type: 'string' },
      only: { type: 'string', multiple: true },
      short: { type: 'boolean' },
    },
  });
  const seed = values.seed === undefined ? newSeed() : Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed is a whole number, not ${values.seed}`);
  return { seed, only: values.only ?? [], length: values.short ? 'short' : 'full' };
};
