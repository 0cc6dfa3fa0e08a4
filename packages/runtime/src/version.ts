import { readFileSync } from 'node:fs';

/** The version of Postroom that runs. All packages carry the same one. */
export const postroomVersion = (): string => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  // Our own file, which a package cannot be without.
  return (JSON.parse(text) as { version: string }).version;
};
