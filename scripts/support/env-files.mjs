import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';

const option = '--env-file';

/**
 * Takes `--env-file FILE` and `--env-file=FILE` out of the arguments and reads those files, or
 * `.env` when none is named. As with node's own option, the environment wins over a file and a
 * later file over an earlier one.
 * @throws Error when a named file cannot be read.
 */
export const readEnvFiles = (args, { otherwise }) => {
  const { files, rest } = taken(args);
  if (files.length === 0 && existsSync(otherwise)) loadEnvFile(otherwise);
  for (const file of files.toReversed()) {
    try {
      loadEnvFile(file);
    } catch (cause) {
      throw new Error(`${option} ${file}: ${cause.message}`, { cause });
    }
  }
  return rest;
};

const taken = (args) => {
  const files = [];
  const rest = [];
  for (let i = 0; i < args.length; i++) {
    const [name, ...value] = args[i].split('=');
    if (name !== option) rest.push(args[i]);
    else files.push(value.length > 0 ? value.join('=') : (args[++i] ?? ''));
  }
  return { files, rest };
};
